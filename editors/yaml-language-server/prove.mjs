// What a YAML language server makes of the JSON Schema of rule files. Run by `.ci/run`; fails with the first thing that
// is not so.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { start, words } from "./client.mjs";

const root = join(dirname(fileURLToPath(import.meta.url)), "..", "..");

/** Runs the command: the one that `CUNCHI` names, else the one of this checkout. */
function cunchi(...args) {
  const [command, ...before] = process.env.CUNCHI
    ? [process.env.CUNCHI]
    : ["cargo", "run", "--quiet", "-p", "cunchi-cli", "--"];
  const options = { cwd: root, encoding: "utf8", maxBuffer: 64 << 20 };
  return execFileSync(command, [...before, ...args], options);
}

function yamlBelow(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return entry.name === "cases" ? [] : yamlBelow(path);
    return entry.name.endsWith(".yaml") ? [path] : [];
  }).sort();
}

const folder = mkdtempSync(join(tmpdir(), "cunchi-"));
const schema = join(folder, "rules.schema.json");
writeFileSync(schema, cunchi("schema", "rules"));
const server = await start(pathToFileURL(schema).href);
let held = 0;
const holds = async (claim, check) => {
  try {
    await check();
  } catch (error) {
    console.error(`not so: ${claim}`);
    throw error;
  }
  held += 1;
  console.log(`ok  ${claim}`);
};

const said = (diagnostics) => diagnostics.map((one) => one.message).join("\n");
const village = readFileSync(join(root, "rules/liangshan/village.yaml"), "utf8");
/** The village sheet with one thing changed; a change that changes nothing proves nothing. */
const changed = (from, to, text = village) => {
  assert.ok(text.includes(from), `the text holds \`${from}\``);
  return text.replace(from, to);
};
const chinese = (text) => {
  const path = join(folder, "zh.yaml");
  writeFileSync(path, text);
  cunchi("fmt", "--keys", "zh", path);
  return readFileSync(path, "utf8");
};
const villageInChinese = chinese(village);

try {
  for (const path of yamlBelow(join(root, "rules"))) {
    const name = path.slice(root.length + 1);
    await holds(`${name} gives no diagnostics`, async () => {
      assert.equal(said(await server.diagnostics(readFileSync(path, "utf8"))), "");
    });
  }
  await holds("nor does the village sheet in Chinese", async () => {
    assert.ok(villageInChinese.includes("规则集: liangshan/village"));
    assert.equal(said(await server.diagnostics(villageInChinese)), "");
  });

  const slips = [
    ["a misspelt key at the top", changed("version:", "vresion:"), /vresion/],
    ["a misspelt key of an item", changed("        points: ", "        pionts: "), /pionts/],
    ["a misspelt Chinese key", changed("版本:", "版夲:", villageInChinese), /版夲/],
    ["a wrong word of a list", changed("mode: gbt8170", "mode: half_even"), /./],
    ["a wrong Chinese word of a list", changed("四舍六入五成双", "四舍六入", villageInChinese), /./],
    ["a number that is none", changed("  max: 100", "  max: many"), /./],
    ["a date that is none", changed("from: 2022-", "from: 2022/"), /./],
  ];
  for (const [what, text, pattern] of slips) {
    await holds(`${what} gives a diagnostic`, async () => {
      const found = await server.diagnostics(text);
      assert.notEqual(found.length, 0);
      assert.match(said(found), pattern);
    });
  }
  await holds("a missing key gives a diagnostic", async () => {
    const found = await server.diagnostics(village.replace(/^version:.*\n/m, ""));
    assert.match(said(found), /version|版本/);
  });
  await holds("a missing Chinese key gives a diagnostic", async () => {
    const found = await server.diagnostics(villageInChinese.replace(/^版本:.*\n/m, ""));
    assert.match(said(found), /version|版本/);
  });

  const label = (list, name) => {
    const found = list.find((one) => one.label === name);
    assert.ok(found, `${name} is offered among ${list.map((one) => one.label).join(" ")}`);
    return words(found.documentation);
  };
  await holds("keys at the top are offered and explained in both languages", async () => {
    const list = await server.completion("ruleset: a/b\n‸");
    assert.match(label(list, "coverage"), /评定等次所需/);
    assert.match(label(list, "coverage"), /share of applicable points/);
    assert.match(label(list, "覆盖率"), /share of applicable points/);
  });
  await holds("keys of an item are offered and explained in both languages", async () => {
    const list = await server.completion("ruleset: a/b\nitems:\n  - id: A\n    ‸");
    assert.match(label(list, "zero_if"), /满足时此项不得分/);
    assert.match(label(list, "zero_if"), /no points at all/);
    assert.match(label(list, "不得分条件"), /no points at all/);
  });
  await holds("keys of a fact in a Chinese file are offered in Chinese", async () => {
    const list = await server.completion("规则集: a/b\n检查数据:\n  垃圾:\n    类型: 计数\n    ‸");
    assert.match(label(list, "单位"), /单位，如处、户/);
    assert.match(label(list, "单位"), /the unit, such as/);
  });
  await holds("the words of a key are offered in both languages", async () => {
    const list = await server.completion("ruleset: a/b\nfacts:\n  x:\n    kind: ‸\n");
    label(list, "count");
    label(list, "计数");
  });
  await holds("keys of a change in an overlay are offered", async () => {
    const list = await server.completion("overlay: a/c\nextends: a/b\nchanges:\n  - change: A\n    ‸");
    assert.match(label(list, "why"), /改动的理由/);
  });
  await holds("a key is explained in both languages where it is pointed at", async () => {
    const text = await server.hover(changed("coverage:", "cov‸erage:"));
    assert.match(text, /评定等次所需/);
    assert.match(text, /share of applicable points/);
  });
  await holds("so is a Chinese one", async () => {
    const text = await server.hover(changed("覆盖率:", "覆‸盖率:", villageInChinese));
    assert.match(text, /评定等次所需/);
    assert.match(text, /share of applicable points/);
  });
  await holds("and one deep inside an item", async () => {
    const text = await server.hover(changed("deduct: {", "ded‸uct: {"));
    assert.match(text, /扣完为止/);
    assert.match(text, /down to nothing/);
  });
  await holds("and one that takes a block", async () => {
    const text = await server.hover(changed("scale:", "sc‸ale:"));
    assert.match(text, /满分、修约、比较方法/);
    assert.match(text, /full marks, rounding, comparison/);
  });
  await holds("and one that takes a list of blocks", async () => {
    const text = await server.hover(changed("sections:", "sec‸tions:"));
    assert.match(text, /考评表的类别/);
    assert.match(text, /the sections of the sheet/);
  });

  // The block around in English, the key, its Chinese, and words of its explanation in either language.
  const keys = [
    ["scale:\n  ", "lowest", "最低分", /减分/, /least score/],
    ["scale:\n  ", "highest", "最高分", /总分最高/, /most a score can be/],
    ["facts:\n  x:\n    kind: count\n    ", "claim", "自报", /未经核实的自报/, /claimed may be given/],
    ["", "consistency", "一致性", /必须相符/, /must agree with/],
    ["consistency:\n  - ", "that", "应有", /不予受理/, /is refused/],
    ["", "grade_matrix", "等次矩阵", /两个等级/, /pair of two levels/],
    ["grade_matrix:\n  ", "rows", "行", /选行/, /picks the row/],
    ["items:\n  - id: A\n    ", "when_rectified", "整改后", /返还/, /put right in time/],
    ["items:\n  - id: A\n    ", "scored_from", "计分起始", /预告/, /not scored/],
    ["grades:\n  - id: A\n    ", "above", "高于", /不含/, /not included/],
    ["grades:\n  - id: A\n    ", "requires", "另须", /降一等/, /next lower grade/],
    ["grades:\n  - id: A\n    ", "below", "低于", /不含/, /not included/],
    ["effective:\n  ", "review_by", "复核期限", /应当复核/, /due for review/],
    ["let:\n  x:\n    ", "levels", "等级", /由低到高/, /least first/],
    ["items:\n  - id: A\n    deduct:\n      ", "at_most_per", "每组最多", /每处、每类/, /each place and each kind/],
    ["items:\n  - id: A\n    deduct:\n      at_most_per:\n        - ", "points", "分值", /每组最多扣/, /one group/],
    ["items:\n  - id: A\n    when_rectified:\n      ", "returns", "返还", /比例/, /share given back/],
    ["facts:\n  x:\n    from:\n      ", "weight", "权重", /加权/, /counts by/],
    // The same where the block around is in Chinese.
    ["检查数据:\n  x:\n    类型: 计数\n    ", "claim", "自报", /未经核实的自报/, /claimed may be given/],
    ["一致性:\n  - ", "that", "应有", /不予受理/, /is refused/],
    ["等次矩阵:\n  ", "columns", "列", /选列/, /picks the column/],
    ["项目:\n  - 编号: A\n    ", "when_rectified", "整改后", /返还/, /put right in time/],
    ["等次:\n  - 编号: A\n    ", "below", "低于", /不含/, /not included/],
    ["中间量:\n  x:\n    ", "levels", "等级", /由低到高/, /least first/],
    ["项目:\n  - 编号: A\n    扣分:\n      每组最多:\n        - ", "by", "按", /分组的字段/, /make a group/],
  ];
  for (const [around, key, chinese, inChinese, inEnglish] of keys) {
    await holds(`\`${key}\` and \`${chinese}\` are offered and explained in both languages`, async () => {
      const list = await server.completion(`ruleset: a/b\n${around}‸`);
      for (const word of [key, chinese]) {
        assert.match(label(list, word), inChinese);
        assert.match(label(list, word), inEnglish);
      }
    });
    await holds(`\`${key}\` and \`${chinese}\` are explained where they are pointed at`, async () => {
      for (const word of [key, chinese]) {
        const [first, ...rest] = word;
        const text = await server.hover(`ruleset: a/b\n${around}${first}‸${rest.join("")}: 1\n`);
        assert.match(text, inChinese);
        assert.match(text, inEnglish);
      }
    });
  }
  const newer = `ruleset: a/b
version: 1.0.0
title: t
subject: village
effective: { from: 2022-01-01 }
scale: { max: 10, round: { at: total, step: 1, mode: half_up } }
facts:
  n: { kind: count, title: n, claim: counts }
  best: { kind: number, title: b, at_least: 0, at_most: 10, from: { below: a/c, take: best, k: 2 } }
  spots:
    kind: findings
    title: s
    fields: { place: { kind: choice, title: p, options: [in, out] }, sort: { kind: choice, title: k, options: [a, b] } }
consistency:
  - { that: n <= 9, say: too many }
let:
  much: { levels: [few, many], tiers: [{ when: n < 3, is: few }, { else: yes, is: many }] }
  high: { levels: { low: 低, top: 高 }, bands: { of: best, steps: [{ below: 5, is: low }, { from: 5, is: top }] } }
items:
  - id: A
    title: a
    points: 10
    deduct:
      findings: spots
      points: 1
      at_most_per:
        - { by: place, points: 3 }
        - { by: sort, points: 4 }
    when_rectified: { returns: 50%, within: 3 days }
grade_matrix: { rows: much, columns: high, cells: { few: { low: fair, top: good }, many: { low: fair, top: fair } } }
grades:
  - { id: good, title: g, above: 6 }
  - { id: fair, title: f, from: 0 }
`;
  const newerInChinese = chinese(newer);
  await holds("the newer keys and words give no diagnostics, in English and in Chinese", async () => {
    assert.match(newerInChinese, /每组最多:\n +- \{ 按: place/);
    for (const text of [newer, newerInChinese]) {
      assert.equal(said(await server.diagnostics(text)), "");
    }
  });
  const newerSlips = [
    ["above: 6", "abov: 6", "高于: 6", "高与: 6"],
    ["{ by: sort, points: 4 }", "{ by: sort, poins: 4 }", "{ 按: sort, 分值: 4 }", "{ 按: sort, 分: 4 }"],
    ["take: best", "take: bets", "取: 最好几个平均", "取: 最好几个"],
    ["claim: counts", "claim: count", "自报: 采信", "自报: 相信"],
    ["columns: high", "colums: high", "列: high", "烈: high"],
    ["returns: 50%", "returned: 50%", "返还: 50%", "退还: 50%"],
    ["say: too many", "says: too many", "提示: too many", "题示: too many"],
    ["levels: [few", "level: [few", "等级: [few", "登级: [few"],
  ];
  for (const [from, to, fromInChinese, toInChinese] of newerSlips) {
    await holds(`\`${to}\` and \`${toInChinese}\` give diagnostics`, async () => {
      for (const text of [changed(from, to, newer), changed(fromInChinese, toInChinese, newerInChinese)]) {
        assert.notEqual((await server.diagnostics(text)).length, 0);
      }
    });
  }
  await holds("words of `take` are offered in both languages", async () => {
    for (const around of ["facts:\n  x:\n    from:\n      take: ‸\n", "检查数据:\n  x:\n    自:\n      取: ‸\n"]) {
      const list = await server.completion(`ruleset: a/b\n${around}`);
      label(list, "best");
      label(list, "最好几个平均");
    }
  });
  console.log(`${held} passed, 0 failed`);
} finally {
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
}
