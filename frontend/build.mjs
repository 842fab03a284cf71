// Bundles css/main.css and js/main.js. Rules of the design system that no template uses are left out.
import { writeFileSync } from "node:fs";
import { transform, build } from "esbuild";
import { PurgeCSS } from "purgecss";

const target = ["chrome111", "edge111", "firefox113", "safari16.4"];
const common = { bundle: true, logLevel: "error", target };

const css = await build({
  ...common,
  entryPoints: ["css/main.css"],
  external: ["*.woff2"],
  write: false,
});

const [used] = await new PurgeCSS().purge({
  // Our own rules count as used: a new template may need them before the next build.
  content: ["../courseengine/web/templates/**/*.html", "js/**/*.js", "css/*.css", "css/components/*.css"],
  css: [{ raw: css.outputFiles[0].text }],
  variables: true,
  keyframes: true,
});

const { code } = await transform(used.css, { loader: "css", minify: true, target });
writeFileSync(".build/app.css", code);

await build({
  ...common,
  entryPoints: ["js/main.js"],
  outfile: ".build/app.js",
  format: "esm",
  minify: true,
});
