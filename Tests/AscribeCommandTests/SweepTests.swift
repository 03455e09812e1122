@testable import AscribeCommand
import Foundation
import Reports
import RunStore
import TestSupport
import Testing

/// `ascribe sweep`.
@Suite struct SweepTests {
  private static let plan = """
    scenarios = ["or", "and"]
    methods = ["grpo", "c3(alternatives=2)"]
    seeds = [1, 2]
    [options]
    episodes = 8
    batches = 2
    """

  /// The cells of a plan.
  private func cells(_ text: String) throws -> [[String]] {
    try Workplace.use { place in
      try place.write(text, to: "plan.toml")
      return try SweepPlan(place.path("plan.toml")).cells.map(\.arguments)
    }
  }

  @Test func aPlanIsEveryCombination() throws {
    let cells = try cells(Self.plan)
    let options = ["--batches=2", "--episodes=8"]
    let expected = ["or", "and"].flatMap { scenario in
      ["grpo", "c3(alternatives=2)"].flatMap { method in
        [1, 2].map { ["run", scenario, "--methods=\(method)", "--seed=\($0)"] }
      }
    }
    #expect(cells.count == 8)
    #expect(cells.map { Array($0.prefix(4)) } == expected)
    #expect(cells.allSatisfy { Set($0.dropFirst(4)) == Set(options) })
  }

  @Test func parametersBelongToScenarios() throws {
    let cells = try cells(
      """
      command = "exact"
      scenarios = ["single", "single(fork=3)"]
      [parameters]
      turns = [6, 9]
      [grid]
      value = [true, false]
      """)
    #expect(
      cells == [
        ["exact", "single(turns=6)", "--value"], ["exact", "single(turns=6)"],
        ["exact", "single(turns=9)", "--value"], ["exact", "single(turns=9)"],
        ["exact", "single(fork=3,turns=6)", "--value"], ["exact", "single(fork=3,turns=6)"],
        ["exact", "single(fork=3,turns=9)", "--value"], ["exact", "single(fork=3,turns=9)"],
      ])
  }

  @Test func aSampleIsDrawnWithoutReplacement() throws {
    let text =
      "scenarios = [\"or\"]\nseeds = [\((0..<40).map(String.init).joined(separator: ","))]\nsample = "
    let ten = try cells(text + "10")
    #expect(Set(ten).count == 10)
    #expect(try cells(text + "10") == ten)
    #expect(try cells(text + "10\nseed = 1") != ten)
    #expect(try cells(text + "40").count == 40)
    #expect(try cells(text + "1000").count == 40)
  }

  @Test func aSweepIsStoredAndGoesOn() throws {
    try Workplace.use { place in
      try place.write(Self.plan, to: "plan.toml")
      let first = try place.ascribe("sweep plan.toml --store runs.db --shard 1/2 --json")
      #expect(first.code == 0, "\(first.complaints)")
      let begun = try Store(place.path("runs.db"), creating: false).runs()
      #expect(begun.count == 4)
      let whole = try place.ascribe("sweep plan.toml --store runs.db --csv all.csv")
      #expect(whole.code == 0, "\(whole.complaints)")
      #expect(whole.output.contains("8 of 8 runs are done."))
      let all = try Store(place.path("runs.db"), creating: false).runs()
      #expect(all.count == 8)
      #expect(Set(begun.map(\.id)).isSubset(of: all.map(\.id)))
      // Nothing is run again, and what is said is the same.
      let again = try place.ascribe("sweep plan.toml --store runs.db")
      #expect(again.output == whole.output)
      #expect(try Store(place.path("runs.db"), creating: false).runs().count == 8)
      // A run of the sweep is the run of its command.
      let alone = try place.ascribe(
        "run and --methods=grpo --seed=2 --batches=2 --episodes=8 --store alone.db")
      #expect(alone.code == 0)
      let (store, sweep) = (
        try Store(place.path("alone.db"), creating: false), try Store(place.path("runs.db"), creating: false)
      )
      let id = try #require(try store.runs().first?.id)
      let twin = try #require(
        all.first { Array($0.arguments.prefix(4)) == ["run", "and", "--methods=grpo", "--seed=2"] })
      #expect(try store.metrics(of: id) == sweep.metrics(of: twin.id))
      let table = String(decoding: try place.bytes("all.csv"), as: UTF8.self).split(separator: "\n")
      #expect(table.first == "scenario,methods,seed,status,run,metric,value,low,high")
      #expect(table.contains { $0.hasPrefix("or,c3(alternatives=2),1,FINISHED,") })
    }
  }

  /// A panel a run, of all methods, on one axis.
  @Test func thePageHasSmallMultiples() throws {
    try Workplace.use { place in
      try place.write(
        Self.plan.replacing("\"grpo\", \"c3(alternatives=2)\"", with: "\"grpo,gigpo\""), to: "plan.toml")
      let call = try place.ascribe("sweep plan.toml --store runs.db --html page.html --vega specs.json")
      #expect(call.code == 0, "\(call.complaints)")
      let page = String(decoding: try place.bytes("page.html"), as: UTF8.self)
      let panels = ["or, seed 1", "or, seed 2", "and, seed 1", "and, seed 2"]
      for title in panels { #expect(page.contains(title), "\(title)") }
      let specs = String(decoding: try place.bytes("specs.json"), as: UTF8.self)
      let domains = Set(specs.matches(of: /"domain":\s*\[[^\]]*\]/).map { String($0.output) })
      #expect(domains.count == 1)
    }
  }

  /// What leads is counted by run; a tie has no leader, and an axis of one value no column.
  @Test func theReportSaysWhatLeads() {
    func run(_ seed: String, _ grpo: Double, _ gigpo: Double) -> SweepResult.Run {
      let metrics = [("gradientAlignment/gigpo", gigpo), ("gradientAlignment/grpo", grpo), ("area/grpo", 9)]
      return SweepResult.Run(
        values: ["or", "8", seed], status: "FINISHED", id: nil, failure: nil,
        metrics: metrics.map { SweepResult.Metric(name: $0.0, value: $0.1, low: nil, high: nil) })
    }
    let result = SweepResult(
      command: "run", axes: ["scenario", "episodes", "seed"],
      runs: [run("1", 0.5, 0.25), run("2", 0.5, 0.5), run("3", 0.75, 0.5), run("4", 0.1, 0.2)])
    let text = TextRenderer(breaksWords: false).render(result.document)
    #expect(text.contains("> 4 of 4 runs are done.\n"))
    #expect(text.contains("> Largest gradientAlignment: grpo in 2, gigpo in 1, shared in 1 of 4 runs.\n"))
    #expect(text.contains("\nscenario  seed  of     gradientAlignment\n"))
    #expect(!text.contains("9.000"))
  }

  /// Who ends a sweep ends the run that it is at, too; the rest is made by the next call.
  @Test(arguments: [("INT", Int32(130)), ("TERM", 143), ("KILL", -9)])
  func anInterruptedSweepGoesOn(signal: String, code: Int32) throws {
    try Workplace.use { place in
      let plan = "scenarios = [\"or\", \"and\"]\n[options]\nmethods = \"grpo\"\nepisodes = 1000\nbatches = "
      try place.write(plan + "1000000", to: "plan.toml")
      // The first run would take hours: the signal comes when it has begun.
      let call = try place.shell(
        """
        (
          tries=0
          until "$0" runs list --store runs.db | grep -q RUNNING || [ $tries -gt 600 ]; do
            tries=$((tries + 1))
            sleep 0.05
          done
          child=$(grep -lx "PPid:.$$" /proc/[0-9]*/status | xargs grep -lx "Name:.ascribe" | cut -d/ -f3)
          kill -\(signal) $$
          [ \(signal) = KILL ] && kill -KILL $child
          while kill -0 $child 2>/dev/null; do sleep 0.01; done
          touch ended
        ) >/dev/null 2>&1 &
        exec "$0" sweep plan.toml --store runs.db --csv all.csv
        """)
      #expect(call.code == code, "\(call.complaints)")
      // The helper ends when the run's process is gone.
      _ = try place.shell(
        "tries=0; until [ -e ended ] || [ $tries -gt 600 ]; do tries=$((tries + 1)); sleep 0.05; done")
      #expect(try place.files().contains("ended"))
      let runs = try Store(place.path("runs.db"), creating: false).runs()
      #expect(runs.map(\.status) == [.killed])
      #expect(try !place.files().contains("all.csv"))
      try place.write(plan + "2", to: "plan.toml")
      let again = try place.ascribe("sweep plan.toml --store runs.db")
      #expect(again.code == 0, "\(again.complaints)")
      #expect(again.output.contains("2 of 2 runs are done."))
    }
  }

  /// A run that fails does not end the others, and is tried again.
  @Test func failuresAreListed() throws {
    try Workplace.use { place in
      try place.write(
        "command = \"exact\"\nscenarios = [\"or\", \"single(turns=3,fork=9)\", \"and\"]", to: "plan.toml")
      for _ in 0..<2 {
        let call = try place.ascribe("sweep plan.toml --store runs.db")
        #expect(call.code == 1)
        #expect(call.output.contains("2 of 3 runs are done."))
        #expect(call.output.contains("Runs that failed"))
        #expect(call.complaints.contains("1 of 3 runs did not finish."))
      }
    }
  }

  @Test func aDryRunKeepsNothing() throws {
    try Workplace.use { place in
      try place.write(Self.plan, to: "plan.toml")
      let plain = try place.ascribe("sweep plan.toml --dry-run --no-pilot")
      expectSuccess(plain)
      #expect(plain.output.contains("> 8 runs.\n"))
      #expect(
        plain.output.contains(
          "ascribe run or '--methods=c3(alternatives=2)' --seed=2 --batches=2 --episodes=8"))
      let timed = try place.ascribe("sweep plan.toml --dry-run")
      #expect(timed.output.contains(" seconds, one after another."))
      #expect(try place.files() == ["plan.toml"])
    }
  }

  @Test(arguments: [
    ("scenario = [\"or\"]", "is the key \"scenario\"; expected one of command, scenarios"),
    ("seeds = [1]", "field \"scenarios\" is missing; expected a list of texts"),
    ("scenarios = []", "is an empty list; expected a list of texts"),
    ("scenarios = [\"or\", \"or\"]", "is or for the second time"),
    ("scenarios = [[1]]", "field \"scenarios[0]\" is the array [1]"),
    (
      "scenarios = [\"or\"]\ncommand = \"rum\"",
      "expected one of run, compare, critics, train, frontier, exact, blame, solve. Did you mean \"run\"?"
    ),
    (
      "scenarios = [\"or\"]\n[grid]\nepisods = [1]",
      "is the option \"episods\"; expected an option of `ascribe run`. Did you mean \"episodes\"?"
    ),
    (
      "scenarios = [\"or\"]\n[options]\noutput = \"x\"",
      "expected an option that does not say where results go"
    ),
    ("scenarios = [\"or\"]\nseeds = [1]\n[options]\nseed = 2", "is --seed, which is an axis"),
    ("scenarios = [\"or\"]\nseeds = [1]\n[grid]\nseed = [2]", "is a second list of --seed"),
    ("scenarios = [\"or\"]\nsample = 0", "expected a whole number in 1...100000"),
    ("scenarios = [\"or\"]\nseed = 1", "is a seed; expected it beside sample"),
    ("scenarios = [", "plan.toml:1: the line is not well-formed"),
  ])
  func badPlansAreRefused(text: String, message: String) throws {
    try Workplace.use { place in
      try place.write(text, to: "plan.toml")
      let call = try place.ascribe("sweep plan.toml --store runs.db")
      #expect(call.code == 2)
      #expect(call.complaints.contains(message), "\(call.complaints)")
      #expect(try place.files() == ["plan.toml"])
    }
  }

  @Test(arguments: [
    ("", "A sweep keeps its runs in a store: give --store, or set ASCRIBE_STORE."),
    ("--store runs.db --shard 3/2", "--shard is \"3/2\"; expected I/N with whole numbers"),
    ("--store runs.db --shard 0/2", "--shard is \"0/2\""), ("--store runs.db --shard x", "--shard is \"x\""),
    ("--store plan.toml", "plan.toml"), ("--store runs.db --no-pilot", "--no-pilot is for --dry-run."),
    ("--store runs.db --csv plan.toml", "this command reads it"),
  ])
  func badOptionsAreRefused(options: String, message: String) throws {
    try Workplace.use { place in
      try place.write(Self.plan, to: "plan.toml")
      let call = try place.ascribe("sweep plan.toml \(options)")
      #expect(call.code == 2)
      #expect(call.complaints.contains(message), "\(call.complaints)")
      #expect(try place.files() == ["plan.toml"])
    }
  }

  /// The parts of all shards are the whole, each once.
  @Test func shardsDivide() throws {
    for count in 1...5 {
      let parts = try (1...count).map { try Shard("\($0)/\(count)") }
      #expect((0..<100).allSatisfy { number in parts.count { $0.contains(number) } == 1 })
    }
  }
}
