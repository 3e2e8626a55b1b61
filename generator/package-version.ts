/** The version of both packages, for `--version` and in generated code. */
export const PACKAGE_VERSION = "0.1.0";
