import Ascribe
import CreditMethods
import Foundation
import Reports
import Simulation
import TestSupport
import Testing

/// Curves, and the report of a study of learning.
@Suite struct TrainingReportTests {
  /// Eight heights between the ends of all curves: 0, 1, ... 7 of 8 are one height each, and the end is the last.
  @Test func curvesAreLines() {
    let curves = Curves(
      "Return", [.init("up", (0...8).map(Double.init)), .init("flat", [4, 4, .nan, 4])], decimals: 1)
    #expect(curves.line(of: curves.curves[0]) == "▁▂▃▄▅▆▇██")
    #expect(curves.line(of: curves.curves[1]) == "▅▅▅")
    #expect(curves.words(of: curves.curves[0]) == "0.0 to 8.0")
    var document = Document("title")
    document.add(curves)
    #expect(
      TextRenderer().render(document)
        == "title\n\nReturn\n  up    ▁▂▃▄▅▆▇██  0.0 to 8.0\n  flat  ▅▅▅        4.0 to 4.0\n")
    #expect(MarkdownRenderer().render(document).contains("\n- **flat**: ▅▅▅ 4.0 to 4.0\n"))
  }

  @Test func curvesWithoutARangeAreFlat() {
    let curves = Curves("c", [.init("one", [2, 2]), .init("none", [])])
    #expect(curves.line(of: curves.curves[0]) == "▁▁")
    #expect(curves.line(of: curves.curves[1]) == "" && curves.words(of: curves.curves[1]) == "")
  }

  @Test func curvesAreWrittenAndRead() throws {
    var document = Document("title")
    document.add(Curves("c", [.init("one", [2, 3.5])], notes: ["n"]))
    let read = try JSONDecoder().decode(Document.self, from: JSONEncoder().encode(document))
    #expect(read == document)
  }

  private func result(
    _ methods: [String], on scenario: (name: String, settings: String) = ("single", "turns=3 fork=1"),
    updates: Int = 12, starts: Int = 4
  ) throws -> TrainingResult {
    let mdp = try compiled(scenario.name, scenario.settings)
    let study = try StudyPlan(
      mdp: mdp, policy: .uniform(on: mdp), methods: [], episodes: 16, groupSize: 4, batches: 1, seed: 5,
      threads: 1)
    let catalogue = MethodCatalogue(
      checked: MethodCatalogue.builtIn.entries + MethodCatalogue.controls.entries)
    let arms = try methods.map { name in
      name == TrainingArm.exactGradientName
        ? TrainingArm(.exactGradient) : TrainingArm(.method(try MethodRequest(Call(name), in: catalogue)))
    }
    let plan = try TrainingPlan(study, arms: arms, budget: updates * 48) {
      ($0.starts, $0.seeds) = (starts, 1)
    }
    return try Training(plan).run()
  }

  @Test func theReportIsThatOfTheResultReadBack() throws {
    var result = try result(["grpo", "exact", "shuffled", "exact-gradient"])
    for details in [false, true] {
      result.view.details = details
      let data = try JSONEncoder().encode(ResultFile(result))
      let read = try JSONDecoder().decode(ResultFile<TrainingResult>.self, from: data)
      #expect(read.header.schema == "ascribe.training/1")
      #expect(read.result == result && read.result.flaw == nil)
      #expect(read.result.document == result.document)
    }
    let text = TextRenderer(breaksWords: false).render(result.document)
    #expect(text.contains("Shuffled credit does not learn, as it must be."))
    #expect(text.contains("\nDifferences of the mean over the budget, first less second\n"))
  }

  /// Returns that no decision moves differ by rounding, which is neither learning nor a curve.
  @Test func luckIsNotLearned() throws {
    let result = try result(["grpo", "exact"], on: ("luck", ""), updates: 6, starts: 2)
    for arm in result.tables[0].arms {
      #expect(arm.half.turns.reason == .noVariance && arm.ninety.share == 0)
    }
    let text = TextRenderer(breaksWords: false).render(result.document)
    #expect(text.contains("\n> There is nothing to learn: "))
    #expect(text.contains("\n  grpo   ▁▁▁"))
  }

  /// Without other arms there is nothing to tell apart; a rate stands in its title.
  @Test func oneArmIsItsReturn() throws {
    let text = TextRenderer(breaksWords: false).render(try result(["grpo"], updates: 2, starts: 2).document)
    #expect(text.contains("\n> grpo comes to a mean return of "))
    #expect(text.contains("\nExact expected return, all arms at rate 0.5\n"))
  }
}
