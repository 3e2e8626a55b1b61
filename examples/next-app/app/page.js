export default function Page() {
  return <a href="/api/products/1">A product</a>;
}
