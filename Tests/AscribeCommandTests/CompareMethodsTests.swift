import Foundation
import Testing

/// `ascribe compare` of methods on scenarios.
@Suite struct CompareMethodsTests {
  private static let line =
    "compare coupling --methods grpo,c3(alternatives=2),coma --episodes 16 --batches 4"

  private struct Record: Decodable {
    struct Nothing: Decodable {}
    struct Scenario: Decodable {
      struct Method: Decodable {
        struct Error: Decodable { let slice: ResultJSON.Slice }
        struct Cost: Decodable { let seconds: Double? }
        struct Agreement: Decodable { let spearman, kendall: ResultJSON.Estimate }
        struct Pivots: Decodable { let area: ResultJSON.Estimate }
        let method: ResultJSON.Method
        let agreement: Agreement
        let pivots: Pivots
        let errors: [Error]
        let cost: Cost
      }
      let scenario: ResultJSON.Scenario<Nothing>
      let against: String?
      let scale: String
      let methods: [Method]
      let isPrecise: Bool?
    }
    struct Scores: Decodable {
      let runs: Int
      let scenarios: [String]
    }
    let schema: String
    let scenarios: [Scenario]
    let scores: Scores
  }

  @Test func jsonHoldsEverySliceAndQuantity() throws {
    try Workplace.use { place in
      let call = try place.ascribe(Self.line + " --json")
      expectSuccess(call)
      let record = try decode(Record.self, from: call.output)
      #expect(record.schema == "ascribe.method-comparison/4")
      #expect(record.scenarios.map(\.scenario.names.label) == ["coupling"])
      #expect(record.scenarios[0].against == nil)
      #expect(record.scenarios[0].scale == "best")
      let methods = record.scenarios[0].methods
      #expect(methods.map(\.method.label) == ["grpo", "c3(alternatives=2)", "coma"])
      #expect(methods.allSatisfy { $0.cost.seconds == nil })
      #expect(methods[2].agreement.spearman.mean.value == 1)
      #expect(methods[0].pivots.area.mean == .undefined("tooFew"))
      let all = ResultJSON.Slice(agent: nil, turn: nil)
      #expect(methods[0].errors.count == 7 && methods[0].errors[0].slice == all)
      #expect(methods[0].errors[5].slice == ResultJSON.Slice(agent: "planner", turn: 0))
    }
  }

  /// Seconds are the only thing that differs from call to call, and are shown only if asked for.
  @Test func secondsAreShownOnRequest() throws {
    try Workplace.use { place in
      let plain = try place.ascribe(Self.line + " --details")
      expectSuccess(plain)
      #expect(!plain.output.contains("seconds"))
      let timed = try place.ascribe(Self.line + " --details --seconds")
      #expect(timed.output.contains("  seconds\n"))
      let record = try decode(
        Record.self, from: try place.ascribe(Self.line + " --seconds --json").output)
      #expect(record.scenarios[0].methods.allSatisfy { ($0.cost.seconds ?? -1) >= 0 })
    }
  }

  /// Text, JSON, table and archive depend on the seed alone.
  @Test func bytesDependOnTheSeedAlone() throws {
    try Workplace.use { place in
      var first: [Data] = []
      for (seed, threads) in [(3, 1), (3, 2), (3, 5), (4, 1)] {
        let files = "--csv t\(threads)-\(seed).csv --npz t\(threads)-\(seed).npz"
        let call = try place.ascribe(
          Self.line + " single --cells --seed \(seed) --threads \(threads) \(files)")
        #expect(call.code == 0)
        let found = [
          Data(call.output.utf8), try place.bytes("t\(threads)-\(seed).csv"),
          try place.bytes("t\(threads)-\(seed).npz"),
        ]
        if first.isEmpty { first = found }
        for (one, other) in zip(found, first) { #expect((one == other) == (seed == 3)) }
      }
    }
  }

  @Test func severalScenariosAreSummedUp() throws {
    try Workplace.use { place in
      let call = try place.ascribe(
        "compare coupling single(turns=4) --methods grpo,graphgpo --episodes 16 --batches 3")
      expectSuccess(call)
      #expect(
        call.output.contains(
          "\nCosine of a batch's gradient with the exact one over 2 scenarios, 3 batches of each as runs, and on each of them\n"
        ))
      #expect(
        call.output.contains(#/\nmethod +interquartile mean +mean rank +best in +coupling /#))
      #expect(call.output.contains("\nsingle(turns=4)  policy default, memory last, seed 0; "))
      #expect(!call.output.contains("\nAgreement with "))
      let long = try place.ascribe(
        "compare coupling single(turns=4) --methods grpo,graphgpo --episodes 16 --batches 3 --details")
      #expect(long.output.contains("\nrow over column  "))
      #expect(long.output.split(separator: "\n").count { $0.hasPrefix("Agreement with the exact ") } == 2)
      let record = try decode(
        Record.self,
        from: try place.ascribe("compare or and --methods grpo --episodes 8 --batches 2 --json").output)
      #expect(record.scores.scenarios == ["or", "and"])
      #expect(record.scores.runs == 2)
    }
  }

  @Test func aProblemFileIsAScenario() throws {
    try Workplace.use { place in
      try place.addProblem()
      expectSuccess(
        try place.ascribe(
          "compare tiger.dpomdp --horizon 2 --policy uniform --methods grpo,coma --episodes 16 --batches 2"))
    }
  }

  @Test func whetherThePrecisionWasReachedIsSaid() throws {
    try Workplace.use { place in
      let line = "compare coupling --methods grpo,coma --episodes 16 --batches 12"
      let wide = try place.ascribe(line + " --precision 1.5")
      expectSuccess(wide)
      #expect(wide.output.contains("\nPrecision 1.5 reached after 10 batches: see"))
      let narrow = try place.ascribe(line + " --precision 0.001")
      #expect(narrow.code == 0)
      #expect(narrow.output.contains("\nPrecision 0.001 NOT REACHED after 12 batches: grpo "))
      #expect(
        narrow.complaints == "ascribe: note: the precision was not reached on coupling with 12 batches.\n")
    }
  }

  @Test func whatIsUndefinedIsNoted() throws {
    try Workplace.use { place in
      let luck = try place.ascribe("compare luck --methods grpo --episodes 8 --batches 2 --npz s.npz")
      #expect(luck.code == 0)
      #expect(
        luck.complaints
          == "ascribe: note: some gradient alignments are undefined; they are NaN in the archive of scores.\n"
      )
      let one = try place.ascribe("compare or --methods grpo --episodes 8 --batches 1")
      #expect(one.code == 0)
      #expect(one.complaints.hasPrefix("ascribe: note: one batch only, so there are no intervals"))
    }
  }

  @Test func whatCannotBeComparedIsRefused() throws {
    try Workplace.use { place in
      let refuse = { (line: String, message: String) in
        try expectRefusal(of: line.split(separator: " ").map(String.init), in: place, message)
      }
      try refuse(
        "compare coupling", "Comparing on scenarios needs --methods, such as --methods grpo,graphgpo.")
      try refuse(
        "compare a.jsonl", "Expected two files of credits, or scenarios with --methods; found 1 name.")
      try refuse(
        "compare a.jsonl b.jsonl --batches 4",
        "--batches is for scenarios; --methods says which methods to compare on them.")
      try refuse(
        "compare or --methods grpo --tolerance 1",
        "--tolerance is for two files of credits; with --methods there are scenarios.")
      try refuse(
        "compare or --methods grpp", #"There is no method "grpp". Did you mean "grpo"?"#)
      try refuse("compare or --methods grpo,grpo", #"Method "grpo" is asked for twice."#)
      try refuse("compare or or --methods grpo", #"Scenario "or" is named twice."#)
      try refuse(
        "compare or --methods grpo --against-method rloo",
        #"--against-method is "rloo", which is none of the methods. Accepted: grpo."#)
      try refuse(
        "compare or --methods grpo --against grpo",
        #"--against is "grpo"; accepted: advantage, counterfactual, informed, difference, shapley, uniform."#)
      try refuse(
        "compare or --methods coma --against difference",
        "--against is difference, and coma compares with something else: it is held to counterfactual, unless "
          + "--across-contrasts is given.")
      try refuse(
        "run or --methods grpo --restore-price 2",
        "--restore-price is for methods with equal turns: give --budget too.")
      try refuse(
        "compare or --methods grpo --budget 100 --episodes 16",
        "--budget gives methods equal turns and --episodes equal episodes: give one.")
      try refuse(
        "compare single --methods grpo,c3 --budget 100",
        "--budget is 100; accepted: at least 1224 turns, which one group of episodes costs c3.")
      try refuse(
        "compare or --methods grpo@16 --budget 100",
        "--budget says which episodes methods judge: write no @ in --methods.")
      try refuse(
        "compare or --methods grpo@x",
        #"--methods: "grpo@x" has no number of episodes behind its @, such as grpo@1024."#)
      try refuse(
        "compare or --methods grpo --situations node", #"--situations is "node"; accepted: knowledge, cell."#)
      try refuse("compare or --methods grpo --scale big", #"--scale is "big"; accepted: raw, best."#)
      try refuse(
        "compare or --methods grpo --precision 0",
        "--precision is 0.0; accepted: the width of an interval of cosines, above 0 and below 2.")
      try refuse(
        "compare or --methods grpo --precision nan",
        "--precision is nan; accepted: the width of an interval of cosines, above 0 and below 2.")
      try refuse(
        "compare or --methods grpo --batches 0",
        "--batches is 0; accepted: a whole number in 1...1000000.")
      try refuse(
        "compare or --methods grpo --episodes 12",
        "--episodes is 12; accepted: a multiple of the group size, which is 8.")
      try refuse("compare or --methods grpo --csv a --npz a", "--csv and --npz are the same file, a.")
      try expectRefusal(
        of: ["compare", "or", "--methods", "grpo", "--csv", ""], in: place,
        "--csv is empty; expected a path.")
      try refuse(
        "compare or --methods grpo --npz none/s.npz",
        "none/s.npz: cannot open the folder: No such file or directory.")
    }
  }

  /// A method that cannot run on the scenario ends the call without files.
  @Test func aMethodThatCannotRunLeavesNoFiles() throws {
    try Workplace.use { place in
      let call = try place.ascribe(
        "compare or --methods grpo,gae(values=none.json) --csv t.csv --npz s.npz --batches 2")
      #expect(call.code == 2)
      #expect(call.complaints.contains("none.json"))
      #expect(try place.files().isEmpty)
    }
  }
}
