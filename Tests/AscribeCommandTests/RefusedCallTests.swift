import Ascribe
import CreditMethods
import TestSupport
import Testing

/// Calls that name what does not exist, or do not fit the commands: see ``expectRefusal(of:in:_:showsUsage:sourceLocation:)``.
@Suite struct RefusedCallTests {
  /// A call with the message that it gets.
  struct Refused: Sendable, CustomTestStringConvertible {
    let arguments: [String]
    let message: String
    var testDescription: String { arguments.joined(separator: " ") }

    /// A call whose arguments hold no blanks.
    init(_ line: String, _ message: String) {
      arguments = line.split(separator: " ").map(String.init)
      self.message = message
    }

    init(_ arguments: [String], _ message: String) {
      self.arguments = arguments
      self.message = message
    }
  }

  @Test(arguments: [
    Refused("exact singel", #"There is no scenario "singel". Did you mean "single"?"#),
    Refused("describe AND", #"There is no scenario "AND". Did you mean "and"?"#),
    Refused("run single --methods grop", #"There is no method "grop". Did you mean "grpo"?"#),
    Refused("critics and --critic pintoo", #"There is no method "pintoo". Did you mean "pinto"?"#),
    Refused("methods symetric", #"There is no method "symetric". Did you mean "symmetric"?"#),
    Refused("attribute E1.jsonl --method gigppo", #"There is no method "gigppo". Did you mean "gigpo"?"#),
    Refused("exact single --policy unifrom", #"There is no policy "unifrom". Did you mean "uniform"?"#),
    Refused(
      "exact single --policy table:",
      #"There is no policy "table:". Accepted: default, uniform, fixed:ACTION, table:FILE."#
    ),
    Refused("rus and", #"There is no command "rus". Did you mean "run"?"#),
    Refused(
      "help everything",
      #"There is no command "everything". Accepted: scenarios, describe, methods, run, attribute, compare, train, measures, frontier, keys, exact, critics, solve, replay, show, export, import, blame, new, runs, sweep, merge, recommend, checklist, help, environment, exit-codes, formats."#
    ),
    Refused("exact single(trns=3)", #"scenario "single" has no parameter "trns". Did you mean "turns"?"#),
    Refused(
      "run and --methods c3(alternative=4)",
      #"method "c3" has no parameter "alternative". Did you mean "alternatives"?"#),
    Refused(
      "attribute E1.jsonl --method graphgpo --set omga=0.2",
      #"method "graphgpo" has no parameter "omga". Did you mean "omega"?"#),
    Refused(
      "methods everything",
      #"There is no method "everything". Accepted: "#
        + MethodCatalogue.builtIn.ids.joined(separator: ", ") + "."
    ),
  ])
  func anUnknownNameIsRefusedWithTheNearestOne(_ refused: Refused) throws { try expectRefusal(of: refused) }

  @Test(arguments: [
    Refused(
      "exact single(turns=0)",
      #"scenario "single": parameter "turns" is "0"; accepted: a whole number in 1...1000."#),
    Refused(
      "describe single(turns=3.5)",
      #"scenario "single": parameter "turns" is "3.5"; accepted: a whole number in 1...1000."#),
    Refused(
      "exact and(doProbability=nan)",
      #"scenario "and": parameter "doProbability" is "nan"; accepted: a number in 0.001...0.999."#),
    Refused(
      "exact single(hidden=yes)", #"scenario "single": parameter "hidden" is "yes"; accepted: true or false."#
    ),
    Refused(
      "exact single(turns=3,fork=5)",
      #"parameter "fork": found 5; expected a turn from 0 to 2, with the other parameters as given."#),
    Refused(
      "exact single(turns=3,turns=4)", #"scenario "single": parameter "turns" is given twice."#),
    Refused(
      "attribute E1.jsonl --method graphgpo --set omega=0",
      #"method "graphgpo": parameter "omega" is "0"; accepted: a number above 0 and at most 1."#),
    Refused(
      "attribute E1.jsonl --method grpo --set eps=-1",
      #"method "grpo": parameter "eps" is "-1"; accepted: a number in 0... (any larger finite number)."#),
    Refused(
      "attribute E1.jsonl --method grpo(norm=mean) --set norm=std",
      #"method "grpo": parameter "norm" is given twice."#),
    Refused(
      "run and --methods graphgpo(convention=papr)",
      #"method "graphgpo": parameter "convention" is "papr"; accepted: reference or paper or progress."#),
    Refused("run and --methods grpo,c3,grpo", #"Method "grpo" is asked for twice."#),
    Refused("critics and --critic pinto --critic pinto", #"Method "pinto" is asked for twice."#),
    Refused(
      "critics and --critic pinto(turnindex=true)",
      #"method "pinto" has no parameter "turnindex". Did you mean "turnIndex"?"#),
    Refused(
      "critics and --critic symmetric --critic gae(lambda=1)",
      #"Method "gae(lambda=1)" is no critic: it gives turns no values. Critics: "#
        + MethodCatalogue.builtIn.critics.map(\.card.id).joined(separator: ", ") + "."
    ),
  ])
  func aParameterThatIsNotAcceptedIsRefused(_ refused: Refused) throws { try expectRefusal(of: refused) }

  @Test(arguments: [
    Refused("exact single(turns=3", #"The scenario: "single(turns=3" is not a name or name(key=value,...)."#),
    Refused("exact single(turns)", #"The scenario: "single(turns)" is not a name or name(key=value,...)."#),
    Refused("exact single(turns=)", #"The scenario: "single(turns=)" is not a name or name(key=value,...)."#),
    Refused(["describe", ""], #"The scenario: "" is not a name or name(key=value,...)."#),
    Refused(["run", "and", "--methods", ""], #"--methods: "" is not a name or name(key=value,...)."#),
    Refused(
      "critics and --critic pinto,symmetric",
      #"--critic: "pinto,symmetric" is not a name or name(key=value,...)."#),
    Refused(["critics", "and", "--output", ""], "--output is empty; expected a path."),
    Refused("run and --methods grpo,,c3", #"--methods: "" is not a name or name(key=value,...)."#),
    Refused("run and --methods grpo)", #"--methods: "grpo)" is not a name or name(key=value,...)."#),
    Refused(
      "attribute E1.jsonl --method grpo,gigpo",
      #"--method: "grpo,gigpo" is not a name or name(key=value,...)."#),
    Refused("attribute E1.jsonl --method grpo --set norm", #"--set is "norm"; expected name=value."#),
    Refused("attribute E1.jsonl --method grpo --set =mean", #"--set is "=mean"; expected name=value."#),
    Refused(
      "exact and --memory last:0",
      #"--memory is "last:0"; accepted: last, last:K with K in 1...1000, history."#),
    Refused(
      "run and --memory all", #"--memory is "all"; accepted: last, last:K with K in 1...1000, history."#),
    Refused(["run", "and", "--output", ""], "--output is empty; expected a path."),
    Refused(
      ["attribute", "E1.jsonl", "--method", "grpo", "--output", ""], "--output is empty; expected a path."),
    Refused(["attribute", "", "--method", "grpo"], "The trace is empty; expected a path."),
  ])
  func aMalformedCallIsRefused(_ refused: Refused) throws { try expectRefusal(of: refused) }

  @Test(
    .tags(.slow), .whereSlowTestsRun,
    arguments: [
      Refused("run and --episodes 0", "--episodes is 0; accepted: a whole number in 1...10000000."),
      Refused("run and --episodes -8", "--episodes is -8; accepted: a whole number in 1...10000000."),
      Refused(
        "run and --episodes 12", "--episodes is 12; accepted: a multiple of the group size, which is 8."),
      Refused(
        "run and --episodes 4",
        "--group-size is 8; accepted: a whole number in 1...4, the number of episodes."),
      Refused(
        "run and --group-size 0",
        "--group-size is 0; accepted: a whole number in 1...128, the number of episodes."),
      Refused("critics and --episodes 0", "--episodes is 0; accepted: a whole number in 1...10000000."),
      Refused("critics and --batches 0", "--batches is 0; accepted: a whole number in 1...1000000."),
      Refused(
        "critics and --fit-episodes -1", "--fit-episodes is -1; accepted: a whole number in 0...9999872."),
      Refused("critics and --top 0", "--top is 0; accepted: a whole number in 1...1000000."),
      Refused("critics and --threads 0", "--threads is 0; accepted: a whole number in 1...1024."),
      Refused("run and --batches 0", "--batches is 0; accepted: a whole number in 1...1000000."),
      Refused("run and --fit-episodes -1", "--fit-episodes is -1; accepted: a whole number in 0...9999872."),
      Refused("run and --threads 0", "--threads is 0; accepted: a whole number in 1...1024."),
      Refused("run and --threads 1025", "--threads is 1025; accepted: a whole number in 1...1024."),
      Refused("exact and --top 0", "--top is 0; accepted: a whole number in 1...1000000."),
      Refused("exact and --state-limit 0", "--state-limit is 0; accepted: a whole number in 1...2000000000."),
      Refused(
        "exact relay --state-limit 10",
        #"Scenario "relay" has more than 10 states under --memory last. Shorten its horizon, use a shorter memory, "#
          + "or raise --state-limit; --bounds bounds its value and its credits without that, --sampled samples them."
      ),
      Refused(
        "critics dec-tiger(horizon=6) --truth exact --memory history --state-limit 20000",
        #"Scenario "dec-tiger(horizon=6)" has more than 20000 states under --memory history. Shorten its horizon, "#
          + "use a shorter memory, or raise --state-limit."),
    ])
  func aNumberOutOfRangeIsRefused(_ refused: Refused) throws {
    // The folder that a study would write is not made either.
    let isRun = ["run", "critics"].contains(refused.arguments.first)
    try expectRefusal(
      of: Refused(refused.arguments + (isRun ? ["--output", "out"] : []), refused.message))
  }

  @Test(
    .tags(.slow), .whereSlowTestsRun,
    arguments: [
      Refused("run and --bogus", "Unknown option '--bogus'"),
      Refused("run and --jsn", "Unknown option '--jsn'. Did you mean '--json'?"),
      Refused("run and single", "Unexpected argument 'single'"),
      Refused("run", "Missing expected argument '<scenario>'"),
      Refused("attribute E1.jsonl", "Missing expected argument '--method <method> ...'"),
      Refused("run and --output", "Missing value for '--output <output>'"),
      Refused(
        "run and --episodes many",
        "The value 'many' is invalid for '--episodes <episodes>': expected a whole number of at most 18 digits."
      ),
      Refused(
        "run and --batches 1.5",
        "The value '1.5' is invalid for '--batches <batches>': expected a whole number of at most 18 digits."),
      Refused(
        "run and --seed -1",
        "The value '-1' is invalid for '--seed <seed>': expected a whole number in 0...18446744073709551615."),
      Refused(
        "run and --threads --json",
        "The value '--json' is invalid for '--threads <threads>': expected a whole number of at most 18 digits."
      ),
    ])
  func whatTheParserRefusesShowsTheUsage(_ refused: Refused) throws {
    try expectRefusal(of: refused, showsUsage: true)
  }

  private func expectRefusal(of refused: Refused, showsUsage: Bool = false) throws {
    try Workplace.use { place in
      try place.addWorkedTrace()
      try AscribeCommandTests.expectRefusal(
        of: refused.arguments, in: place, refused.message, showsUsage: showsUsage)
    }
  }
}
