import Ascribe
import CreditMethods
import Reports
import Scenarios
import Simulation
import Testing
import Trajectories

/// The report of a study.
@Suite("Reports of studies")
struct StudyReportTests {
  private func plan(_ scenario: String, _ methods: [String], batches: Int = 3) throws -> StudyPlan {
    let mdp = try TurnMDP(compiling: try ScenarioCatalogue.entry(named: scenario).scenario([]))
    return try StudyPlan(
      mdp: mdp, policy: .behaviour(of: mdp), methods: try methods.map { try MethodRequest($0) },
      episodes: 16, groupSize: 8, batches: batches, fitEpisodes: 16, seed: 7, threads: 1)
  }

  private func text(_ result: StudyResult) -> String {
    TextRenderer(breaksWords: false).render(result.document)
  }

  @Test(
    "the verdict comes first: who decides, how much is luck, whose update is nearest, whom a credit misleads")
  func verdict() throws {
    let found = text(try Study(plan("coupling", ["grpo", "coma", "c3"], batches: 6)).run())
    let sentences = found.split(separator: "\n").filter { $0.hasPrefix("> ") }.map { $0.dropFirst(2) }
    #expect((4...5).contains(sentences.count))
    #expect(sentences[0].contains(#/^\w+ decides most: \d+\.\d% of the squared exact credit\. \(/#))
    #expect(sentences[1].contains(#/^\d+\.\d% of the return's variance is luck, /#))
    // The reference is not ranked.
    #expect(sentences[2].contains(#/^(grpo|c3) leads one update nearest to the exact gradient/#))
    #expect(sentences[2].contains("; at equal episodes, not equal cost: c3 simulates "))
    #expect(found.contains("\ncoma (the reference) "))
    #expect(
      try #require(found.firstRange(of: "\nmethod ")).lowerBound
        > #require(found.firstRange(of: "\n> ")).lowerBound)
  }

  @Test("methods stand in the order of the batch gradient, and say what they are held to")
  func order() throws {
    let result = try Study(plan("coupling", ["grpo", "coma", "difference"], batches: 4)).run()
    let found = text(result)
    let rows = found.split(separator: "\n").compactMap { line in
      result.methods.first { line.hasPrefix($0.method.label) && line.contains("[") }
    }
    let means = rows.prefix(3).compactMap { $0[.gradientAlignment].mean.optional }
    #expect(means.count == 3 && means == means.sorted(by: >))
    #expect(
      found.contains(
        "\nheld to the team's advantage: grpo; to the counterfactual credit: coma; to the difference reward: difference\n"
      ))
  }

  @Test("a lead that may be chance is called so, with the batches that would tell")
  func doubt() throws {
    let doubt = text(try Study(plan("coupling", ["grpo", "gigpo"], batches: 2)).run())
    #expect(
      doubt.contains(/> g\w+ leads one update nearest to the exact gradient, not told apart from g\w+\. \(/))
    #expect(
      doubt.contains(/> About [\d,]+ batches would tell g\w+ from g\w+, if they differ as they seem to\. \(/))
    let single = text(try Study(plan("coupling", ["grpo", "gigpo"], batches: 1)).run())
    #expect(single.contains(/> More batches are needed to tell g\w+ from g\w+\. \(1 batch so far\)/))
    // Equal methods are one.
    let equal = text(try Study(plan("or", ["grpo", "gigpo"])).run())
    #expect(!equal.contains("would tell") && !equal.contains("are needed to tell"))
  }

  @Test("where nothing decides, what is given in vain is the finding and the table")
  func luck() throws {
    let found = text(try Study(plan("luck", ["grpo", "coma"])).run())
    #expect(
      found.contains(
        "\n> No decision matters here: every exact credit is 0, so that the right update is none. ("))
    #expect(
      found.contains(
        /\n> grpo gives false credit of \d\.\d+ standard deviations of the return a decision\. \(coma 0\.000\)/
      ))
    #expect(found.contains(/\nmethod +false size  turns\n/))
  }

  @Test("methods with the same numbers, and columns with the same credits, are folded with a note")
  func folding() throws {
    var result = try Study(plan("coupling", ["pinto", "asymmetric", "coma"])).run()
    result.view = ResultView(details: true, cells: true)
    let found = text(result)
    // Agreement, further numbers and gradients: a planner's message is seen, so that both critics see the same.
    #expect(found.ranges(of: "\nasymmetric: the same numbers as pinto here\n").count == 3)
    // Cells and example.
    let notes = "\nasymmetric: the same credits as pinto here\ncoma: the same credits as exact here\n"
    #expect(found.ranges(of: notes).count == 2)
  }

  @Test("reasons stand under their table, in text and in Markdown")
  func reasons() throws {
    var result = try Study(plan("luck", ["grpo", "coma"])).run()
    result.view = ResultView(details: true)
    let reason = "all values are equal, so there is no variation to compare with"
    #expect(
      text(result).contains(
        /\nundefined \(\d\): all values are equal, so there is no variation to compare with\n/))
    let markdown = MarkdownRenderer().render(result.document)
    #expect(markdown.contains(reason))
    #expect(markdown.hasPrefix("# scenario\n\n"))
    #expect(markdown.contains("\n**No decision matters here: every exact credit is 0, "))
    #expect(markdown.contains("\n| agent | t0 | t1 | t2 |\n| :-- | --: | --: | --: |\n| solver | 0.000 | "))
  }

  @Test("without a truth the reason is said in one line, and nothing is undefined for want of it")
  func withoutTruth() throws {
    var result = try Study(
      try plan("coupling", ["grpo", "c3(alternatives=2)"]), truth: .none(reason: "It is too large.")
    ).run()
    let short = text(result)
    #expect(short.contains("\n> There is no exact truth to compare with. (it is too large)\n"))
    #expect(short.contains(/\nmethod +turns\n/))
    for word in ["undefined", "Spearman", "exact counterfactual", "differences of the methods"] {
      #expect(!short.contains(word), "\(word)")
    }
    result.view = ResultView(details: true, cells: true)
    let long = text(result)
    for word in ["undefined", "Spearman", "Mean exact credit", "; exact "] {
      #expect(!long.contains(word), "\(word)")
    }
    #expect(long.contains("\nmethod              within-group variance\n"))
    #expect(long.contains(/\nagent +turn  decisions +grpo  c3\(alternatives=2\)\n/))
    #expect(long.contains(/\nturn  agent +action +grpo  c3\(alternatives=2\)\n/))
  }

  @Test("names are escaped by the renderers alone")
  func names() throws {
    var plan = try plan("or", ["grpo"])
    plan.names = ScenarioNames(label: Samples.hostile, title: Samples.hostile, policy: Samples.hostile)
    let document = try Study(plan).run().document
    let found = TextRenderer().render(document)
    #expect(found.hasPrefix(Samples.hostileShown + "\n"))
    #expect(!found.contains("\u{1B}") && !found.contains("\u{202E}"))
    guard case .heading(let title, level: 1) = document.blocks[0] else {
      Issue.record("no title")
      return
    }
    #expect(title == Samples.hostile)
  }
}
