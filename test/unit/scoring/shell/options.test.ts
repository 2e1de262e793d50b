import assert from "node:assert/strict";
import { shapeOf } from "../../../../src/scoring/shell/option-shapes.js";
import { isFlag, optionValues, valuesOf } from "../../../../src/scoring/shell/options.js";

describe("options", () => {
  it("have their value in the next argument, attached, after an equals sign, and at the end of a bundle", () => {
    for (const args of [["-o", "x"], ["-ox"], ["-o=x"], ["-sSLo", "x"], ["-sSLox"], ["-#o", "x"], ["--output", "x"], ["--output=x"]]) {
      assert.deepEqual(valuesOf(args, shapeOf("curl"), "-o", "--output"), ["x"], args.join(" "));
    }
  });

  it("end a bundle with the first letter that takes a value", () => {
    assert.deepEqual(valuesOf(["-Hox", "y"], shapeOf("curl"), "-o"), []);
    assert.deepEqual(valuesOf(["-psecret", "-Ne", "select 1"], shapeOf("mysql"), "-e"), ["select 1"]);
    assert.deepEqual(valuesOf(["-p", "shop", "-e", "x"], shapeOf("mysql"), "-p", "-e"), ["x"]);
  });

  it("are not what another option's value looks like", () => {
    assert.deepEqual(valuesOf(["-H", "-d", "-s"], shapeOf("curl"), "-d"), []);
  });

  it("of a program that is not known are flags but for the letters asked for, in short bundles", () => {
    assert.deepEqual(optionValues(["-lc", "x"], "-c"), ["x"]);
    assert.deepEqual(optionValues(["-authorized", "x"], "-z"), []);
  });

  it("are flags only before a letter that takes a value", () => {
    assert.deepEqual(["-bfix", "-fb", "-f"].map((arg) => isFlag(arg, "-f", shapeOf("git"))), [false, true, true]);
    assert.equal(isFlag("-fdx", "-d"), true);
  });
});
