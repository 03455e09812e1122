import Ascribe
import CreditMethods
import Foundation
import Reports
import Scenarios
import Simulation
import Testing
import Trajectories

/// The report of a study of critics.
@Suite("Reports of critics")
struct CriticReportTests {
  private func study(
    _ scenario: String, _ critics: [String], parameters: [(String, String)] = []
  ) throws -> CriticStudyResult {
    let mdp = try TurnMDP(compiling: try ScenarioCatalogue.entry(named: scenario).scenario(parameters))
    var plan = try StudyPlan(
      mdp: mdp, policy: .behaviour(of: mdp),
      methods: try critics.map { try MethodRequest(critic: Call($0), in: .builtIn, on: mdp) }, episodes: 16,
      groupSize: 1, batches: 3, fitEpisodes: 16, seed: 7, threads: 1)
    plan.names = ScenarioNames(label: scenario)
    return try CriticStudy(plan).run()
  }

  private func text(_ result: CriticStudyResult) -> String {
    TextRenderer(breaksWords: false).render(result.document)
  }

  @Test("which critics have the exact values in the limit, and which come closest as fitted, come first")
  func findings() throws {
    let found = text(try study("memory", ["symmetric", "pinto", "asymmetric"]))
    #expect(
      found.contains(
        "\n> After infinitely many episodes pinto, asymmetric have the exact values. (root mean square 0.0000; next "
          + "symmetric 0.3505)\n> As fitted pinto, asymmetric come closest to the exact values. (root mean square "
      ))
    #expect(found.contains("\nasymmetric: the same numbers as pinto here\n"))
    #expect(found.contains(/\nsymmetric +what agents know, the turn +states  V\n/))
    let all = text(try study("and", ["pinto", "symmetric"]))
    #expect(all.contains("\n> After infinitely many episodes every critic has the exact values. ("))
    let one = text(try study("memory", ["symmetric"]))
    #expect(
      one.contains("\n> After infinitely many episodes symmetric is 0.3505 off the exact values in root "))
  }

  @Test("critics of states and of states and actions are not ranked against each other")
  func kinds() throws {
    let values = try #require(
      MethodCatalogue.builtIn.critics.map(\.card.id).first { id in
        (try? study("and", [id]).critics.first?.valuesActions) == true
      })
    let found = text(try study("and", ["pinto", values]))
    #expect(found.contains("\n> After infinitely many episodes pinto has the exact values of states. ("))
    #expect(found.contains("exact values of states and actions"))
    #expect(found.contains(/\n\w+ +[a-z ,]+ +states and actions  Q\n/))
  }

  @Test("maps by agent and turn, tables and lists on request")
  func details() throws {
    var result = try study("dec-tiger", ["pinto", "symmetric", "asymmetric"], parameters: [("horizon", "2")])
    #expect(!text(result).contains("After infinitely many episodes, exactly"))
    result.view = ResultView(details: true, top: 3)
    let found = text(result)
    for title in [
      "After infinitely many episodes, exactly\n──",
      "Gap by agent and turn: root mean square\ncritic: agent ",
      "Policy gradient that the values induce, ", "The 3 largest of ",
      "As fitted to 3 batches of 16 episodes and 16 ",
      "Value less exact value by agent and turn: root mean square\ncritic: agent ", "Calibration: ",
      "Mean returns by the tenth ", "Fits of critics\npinto       3 fits in closed form",
    ] {
      #expect(found.contains("\n\(title)"), "\(title)")
    }
    #expect(found.contains("\npinto: agent-0 "))
    #expect(!found.contains("--details"))
    let maps = result.document.blocks.count { if case .map = $0 { true } else { false } }
    #expect(maps == 3)
    result.view = ResultView(cells: true)
    #expect(
      text(result).contains("\nErrors of values by agent and turn\ncritic      agent    turn  turns  less "))
  }

  @Test("critics that are the same are folded in maps, blocks of rows and columns")
  func folding() throws {
    var result = try study("memory", ["pinto", "symmetric", "asymmetric"])
    result.view = ResultView(details: true)
    let found = text(result)
    #expect(
      found.contains(
        /\nGap by agent and turn: root mean square\ncritic +all turns +t0 .*\npinto .*\nsymmetric .*\nasymmetric: the same numbers as pinto here\n/
      ))
    #expect(
      found.contains("\nasymmetric: the same gradient as exact here\n")
        || found.contains("pinto, asymmetric: the same gradient as exact here\n"))
    #expect(!found.contains("\nasymmetric      1 "))
  }

  @Test("in Markdown: what was left out is a note under the critics")
  func markdown() throws {
    var result = try study("memory", ["pinto(gamma=0.5)"])
    let left = #"[{"id": "other|one", "reason": "It sees nothing."}]"#
    result.leftOut = try JSONDecoder().decode([CriticSelection.LeftOut].self, from: Data(left.utf8))
    let found = MarkdownRenderer().render(result.document)
    #expect(
      found.hasPrefix("# memory\n\npolicy policy, memory last, horizon 5, discount 1, seed 7; fitted to 3 "))
    #expect(
      found.contains(
        "\n| critic | sees | values | held against |\n| :-- | :-- | :-- | :-- |\n"
          + "| pinto(gamma=0.5) | the privileged state, the turn | states | V |\n\n"
          + "pinto(gamma=0.5): with gamma=0.5 its values are of another return than the exact ones.\\\n"
          + #"other\|one is left out: It sees nothing."#))
  }
}
