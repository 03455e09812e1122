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

  @Test("the finding comes first, with the next method as evidence")
  func finding() throws {
    let found = text(try Study(plan("coupling", ["grpo", "coma"])).run())
    let start = try #require(found.firstRange(of: "\n> coma agrees best with the exact credit. (Spearman "))
    let evidence = try Regex(
      #"^1\.000; next grpo 0\.\d+ \[0\.\d+, [01]\.\d+\]\)"#)
    #expect(found[start.upperBound...].contains(evidence))
    #expect(try #require(found.firstRange(of: "\nmethod ")).lowerBound > start.lowerBound)
  }

  @Test("methods whose contrasts differ have no best one, unless that was asked for")
  func contrasts() throws {
    var plan = try plan("coupling", ["coma", "difference", "grpo"])
    let withheld = text(try Study(plan).run())
    #expect(
      withheld.contains("\n> The methods are not ranked: what their credits compare differs. (best Spearman ")
    )
    #expect(withheld.contains("; without a contrast grpo "))
    plan.ranksAcrossContrasts = true
    #expect(text(try Study(plan).run()).contains("\n> coma agrees best with the exact credit"))
  }

  @Test("a lead that may be chance is called so, equals share it, and one method is not ranked")
  func doubt() throws {
    let doubt = text(try Study(plan("coupling", ["grpo", "gigpo"], batches: 1)).run())
    #expect(
      doubt.contains(/> g\w+ agrees best with the exact credit, though the lead over g\w+ may be chance\. \(/)
    )
    let equal = text(try Study(plan("or", ["grpo", "gigpo"])).run())
    #expect(equal.contains("\n> grpo and gigpo agree best with the exact credit. (Spearman "))
    let one = text(try Study(plan("or", ["grpo"])).run())
    #expect(one.contains(/\n> grpo agrees with the exact credit by a Spearman of 0\.\d+ \[/))
  }

  @Test("methods with the same numbers, and columns with the same credits, are folded with a note")
  func folding() throws {
    var result = try Study(plan("coupling", ["pinto", "asymmetric", "coma"])).run()
    result.view = ResultView(details: true, cells: true)
    let found = text(result)
    // Agreement and diagnostics: a planner's message is seen, so that both critics see the same.
    #expect(found.ranges(of: "\nasymmetric: the same numbers as pinto here\n").count == 2)
    // Cells and example.
    let notes = "\nasymmetric: the same credits as pinto here\ncoma: the same credits as exact here\n"
    #expect(found.ranges(of: notes).count == 2)
  }

  @Test("reasons stand under their table, in text and in Markdown")
  func reasons() throws {
    let result = try Study(plan("luck", ["grpo", "coma"])).run()
    let reasons = [
      "undefined (1): all values are equal, so there is no variation to compare with",
      "undefined (2): no unit is left to count", "undefined (3): all values are zero",
    ]
    #expect(text(result).contains("\n" + reasons.joined(separator: "\n") + "\n\n"))
    let markdown = MarkdownRenderer().render(result.document)
    #expect(markdown.contains(reasons.joined(separator: "\\\n") + "\n\n"))
    #expect(markdown.contains("\n| grpo | undefined (1) | undefined (1) | undefined (2) | undefined (3) | "))
    #expect(markdown.hasPrefix("# scenario\n\n"))
    #expect(markdown.contains("\n**No method can be held against the exact credit.** (Spearman undefined: "))
    #expect(markdown.contains("\n| agent | t0 | t1 | t2 |\n| :-- | --: | --: | --: |\n| solver | 0.000 | "))
  }

  @Test("without a truth the reason is said in one line, and nothing is undefined for want of it")
  func withoutTruth() throws {
    var result = try Study(
      try plan("coupling", ["grpo", "c3(alternatives=2)"]), truth: .none(reason: "It is too large.")
    ).run()
    let short = text(result)
    #expect(short.contains("\n> There is no exact truth to compare with. (it is too large)\n"))
    #expect(short.contains("\n         sampled\nreturn "))
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
