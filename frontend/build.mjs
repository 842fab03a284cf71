// Bundles styles and scripts, those of some pages beside those of all, and leaves out what the templates do not use of the
// design system.
import { writeFileSync } from "node:fs";
import { build, transform } from "esbuild";
import { withoutUnused } from "./unused.mjs";

const target = ["chrome111", "edge111", "firefox113", "safari16.4"];
const common = { bundle: true, logLevel: "error", target };

for (const [source, name] of [["css/main.css", "app"], ["css/plans.css", "plans"], ["css/room.css", "room"]]) {
  const bundled = await build({ ...common, entryPoints: [source], external: ["*.woff2"], write: false });
  const style = withoutUnused(bundled.outputFiles[0].text, ["../courseengine/web/templates", "js", "css"]);
  const { code } = await transform(style, { loader: "css", minify: true, target });
  writeFileSync(`.build/${name}.css`, code);
}

for (const [source, name] of [["js/main.js", "app"], ["js/play.js", "player"], ["js/room.js", "room"]]) {
  await build({ ...common, entryPoints: [source], outfile: `.build/${name}.js`, format: "esm", minify: true });
}
