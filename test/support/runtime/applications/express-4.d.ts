/** Express 4 has the types of Express 5, as far as these applications use them. */
declare module "express-4" {
  export { default } from "express";
}
