import Ascribe
import CreditMethods
import Foundation
import Reports
import Scenarios
import Simulation
import Testing
import Trajectories

/// The report of a comparison of methods.
@Suite("Reports of comparisons")
struct ComparisonReportTests {
  // Foundation has the name, too.
  private typealias Found = Ascribe.ComparisonResult

  private func comparison(
    _ scenario: String, _ methods: [String], against: String? = nil, precision: Double? = nil
  ) throws -> ScenarioComparison {
    let mdp = try TurnMDP(compiling: try ScenarioCatalogue.entry(named: scenario).scenario([]))
    var study = try StudyPlan(
      mdp: mdp, policy: .behaviour(of: mdp),
      methods: try methods.map { try MethodRequest($0) },
      episodes: 16, groupSize: 8, batches: 4, fitEpisodes: 16, seed: 7, threads: 1)
    study.names = ScenarioNames(label: scenario, title: "\(scenario): what it is")
    return try Comparison(try ComparisonPlan(study, against: against, precision: precision)).run()
  }

  private func document(_ scenarios: [ScenarioComparison], _ view: ResultView = ResultView()) throws
    -> Document
  {
    try #require(Found(scenarios, view: view)).document
  }

  private func text(_ document: Document) -> String { TextRenderer(breaksWords: false).render(document) }

  @Test("one scenario: findings, agreement and errors; the rest on request")
  func oneScenario() throws {
    let found = try comparison("coupling", ["grpo", "coma"])
    let short = text(try document([found]))
    #expect(
      short.hasPrefix("coupling: what it is\npolicy policy, memory last, seed 7; 4 batches of 16 episodes "))
    #expect(
      short.contains("\n> grpo agrees with the exact policy gradient: cosine of a batch's gradient "))
    #expect(short.contains("\ncoma (the reference) "))
    let titles = [
      "Bias by agent\n", "Bias by turn\n", "Pivotal decisions: ", "Policy gradient that ",
      "Variance of credits ",
      "Credits that are exactly 0",
    ]
    let long = text(try document([found], ResultView(details: true)))
    for title in titles {
      #expect(!short.contains("\n\(title)") && long.contains("\n\(title)"), "\(title)")
    }
    let cells = text(try document([found], ResultView(cells: true)))
    #expect(cells.contains("\nMean squared error by agent and turn\nagent     turn  "))
    #expect(!cells.contains("\nPivotal decisions: "))
  }

  @Test("a bias that is sure is a finding, and marked in the tables that have a note for the mark")
  func bias() throws {
    let found = text(
      try document([try comparison("coupling", ["leave_one_out"])], ResultView(details: true)))
    #expect(
      found.contains(
        /\n> leave_one_out is biased by situation and action, most for \w+\. \(mean square bias beyond a baseline/
      ))
    #expect(found.contains("\nerror = bias + baseline + noise; the scale makes the bias least; "))
    // Bias by agent has a mark and its note.
    #expect(found.contains("\nBias by agent\n"))
    let unbiased = text(try document([try comparison("coupling", ["coma"])], ResultView(details: true)))
    #expect(!unbiased.contains("biased") && !unbiased.contains("\n* where"))
  }

  @Test("methods that differ in nothing are folded")
  func folding() throws {
    let found = text(
      try document([try comparison("luck", ["grpo", "gigpo", "coma"])], ResultView(details: true)))
    #expect(found.contains("\nBias by turn\nturn    grpo\n   0  0.0000\n"))
    #expect(found.contains("\ngigpo, coma: the same numbers as grpo here\n"))
  }

  @Test("the method that is the reference is not ranked, and the precision is said")
  func reference() throws {
    let found = try comparison("coupling", ["grpo", "gigpo", "coma"], against: "coma", precision: 1.9)
    let shown = text(try document([found]))
    #expect(
      shown.contains(
        /\n> g\w+ agrees best with the exact policy gradient(, not told apart from g\w+)?\. \(cosine of a batch's gradient 0\./
      ))
    #expect(shown.contains(" and with the credit of coma over decisions"))
    #expect(
      shown.contains("\nPrecision 1.9 NOT REACHED after 4 batches: ")
        || shown.contains("\nPrecision 1.9 reached "))
    #expect(shown.contains("  at any time "))
  }

  @Test("several scenarios: what they say together first")
  func severalScenarios() throws {
    let scenarios = [try comparison("coupling", ["grpo", "coma"]), try comparison("or", ["grpo", "coma"])]
    let short = text(try document(scenarios))
    #expect(
      short.hasPrefix(
        "2 methods on 2 scenarios\n\n> grpo agrees with the exact policy gradient: interquartile mean of "
      ))
    #expect(short.contains("\nmethod  interquartile mean    mean rank  best in  coupling "))
    #expect(!short.contains("what it is"))
    let long = text(try document(scenarios, ResultView(details: true)))
    #expect(long.contains("\nProbability that a run of the row scores higher "))
    for name in ["coupling", "or"] {
      #expect(long.contains("\n\n\(name): what it is\n──"))
      #expect(!long.contains("--details"))
    }
  }

  @Test("a result whose parts do not fit together has a report all the same")
  func damaged() throws {
    let scenarios = try ["coupling", "or"].map { try comparison($0, ["grpo", "coma"]) }
    let result = try #require(Found(scenarios))
    let text = String(decoding: try JSONEncoder().encode(ResultFile(result)), as: UTF8.self)
    let damaged = text.replacing(#"["coupling","or"]"#, with: #"["coupling"]"#)
    #expect(damaged != text)
    let read = try JSONDecoder().decode(ResultFile<Found>.self, from: Data(damaged.utf8))
      .result
    #expect(self.text(read.document).contains("\n> grpo agrees with the exact policy gradient: "))
  }

  @Test("a scenario without a gradient is named as the reason, in text and in Markdown")
  func reasons() throws {
    let scenarios = [
      try comparison("coupling", ["grpo", "coma"]), try comparison("luck", ["grpo", "coma"]),
    ]
    let document = try document(scenarios, ResultView(details: true))
    let reason = "a batch has no gradient on luck"
    let shown = text(document)
    #expect(shown.contains("\nundefined (1): \(reason)\n") && shown.contains("\nundefined: \(reason)\n"))
    #expect(!shown.contains("NaN"))
    let markdown = MarkdownRenderer().render(document)
    #expect(markdown.hasPrefix("# 2 methods on 2 scenarios\n\n**No method can be held against "))
    #expect(markdown.contains("\nundefined (1): \(reason)\\\n"))
    #expect(markdown.contains("\n## luck: what it is\n"))
    #expect(markdown.contains("\n| row over column | coma |\n| :-- | --: |\n| grpo | undefined |\n"))
  }
}
