import Ascribe
import CreditMethods
import Testing

/// The survey's decision tree.
@Suite struct DecisionTreeTests {
  /// A task of the survey's table of families, with the methods that it recommends there.
  struct Family: Sendable, CustomTestStringConvertible {
    let code: String
    let task: TaskMetadata
    let leaf: DecisionTree.Leaf
    let recommended: [String]
    var testDescription: String { code }
  }

  private static func task(_ change: (inout TaskMetadata) -> Void) -> TaskMetadata {
    var task = TaskMetadata()
    change(&task)
    return task
  }

  private static func agent(turns: ClosedRange<Int>, median: Int) -> TaskMetadata {
    task {
      ($0.agents, $0.leastTurns, $0.medianTurns, $0.mostTurns) = (
        1, turns.lowerBound, median, turns.upperBound
      )
    }
  }

  /// The survey tests its tree on six pairs of a task and a method; the six rows of its table of families, whose numbers
  /// stand here, each have to lead to a method of their row.
  static let families: [Family] = [
    Family(
      code: "F1 GSM8K, MATH",
      task: task { ($0.setting, $0.tokens) = (.reasoning, 500) }, leaf: .shortReasoning,
      recommended: ["grpo", "pure", "spo", "spro"]),
    Family(
      code: "F2 AIME, IMO",
      task: task { ($0.setting, $0.tokens) = (.reasoning, 10_000) }, leaf: .longReasoning,
      recommended: ["vineppo", "hicra", "capo"]),
    Family(
      code: "F3 WebShop, ALFWorld",
      task: agent(turns: 5...20, median: 12), leaf: .shortAgentic,
      recommended: ["gigpo", "agentprm", "turn_ppo"]),
    Family(
      code: "F4 WebArena",
      task: {
        var task = agent(turns: 10...30, median: 20)
        task.auxiliaryModel = true
        return task
      }(), leaf: .assistedAgentic, recommended: ["sweet", "hcapo", "igpo"]),
    Family(
      code: "F5 SWE-bench",
      task: agent(turns: 50...100, median: 75), leaf: .longAgentic,
      recommended: ["carl", "hcapo", "c3", "ccpo", "archer"]),
    Family(
      code: "F6 collaborative suites", task: task { $0.agents = 5 }, leaf: .multiAgent,
      recommended: ["m_grpo", "c3", "llm_mca"]),
  ]

  @Test(arguments: families)
  func aFamilyLeadsToOneOfItsMethods(_ family: Family) throws {
    let (leaf, path) = try DecisionTree.walk(family.task)
    #expect(leaf == family.leaf)
    #expect(path.first?.question == "What is the setting?")
    let ids = leaf.candidates.compactMap(\.id)
    #expect(!Set(ids).isDisjoint(with: family.recommended), "\(ids)")
  }

  @Test(arguments: DecisionTree.Leaf.allCases)
  func aLeafNamesMethodsThatThereAre(_ leaf: DecisionTree.Leaf) {
    let known = Set(MethodCatalogue.builtIn.ids)
    let ids = leaf.candidates.compactMap(\.id)
    #expect(ids.count >= 2 && known.isSuperset(of: ids))
    // Who gets an operator is to be named with it: what has none is not in the catalogue under another spelling.
    for name in leaf.candidates.filter({ $0.id == nil }).map(\.name) {
      let plain = name.lowercased().filter(\.isLetter)
      #expect(!known.contains { $0.filter(\.isLetter) == plain }, "\(name)")
    }
  }

  /// The thresholds belong to the short side.
  @Test func thresholdsAreInclusive() throws {
    func leaf(tokens: Double) throws -> DecisionTree.Leaf {
      try DecisionTree.walk(Self.task { ($0.setting, $0.tokens) = (.reasoning, tokens) }).leaf
    }
    #expect(try leaf(tokens: 5000) == .shortReasoning)
    #expect(try leaf(tokens: 5000.5) == .longReasoning)
    #expect(try DecisionTree.walk(Self.agent(turns: 30...30, median: 30)).leaf == .shortAgentic)
    #expect(try DecisionTree.walk(Self.agent(turns: 31...31, median: 31)).leaf == .longAgentic)
  }

  @Test func generousComputeComesFirst() throws {
    for tokens in [100.0, 20_000] {
      let task = Self.task { ($0.setting, $0.tokens, $0.generousCompute) = (.reasoning, tokens, true) }
      #expect(try DecisionTree.walk(task).leaf == .generousReasoning)
    }
  }

  /// Episodes on both sides of a threshold are said to be.
  @Test func aLengthThatIsTornIsTold() throws {
    let path = try DecisionTree.walk(Self.agent(turns: 5...90, median: 20)).path
    #expect(path[1].answer == "yes")
    #expect(path[1].figure == "median turns: 20 (5 to 90)")
    #expect(
      path[1].caution == "the longest episodes lie on the other side: C3, CCPO, HCAPO, IGPO, CRAFT, APPO")
    #expect(try DecisionTree.walk(Self.agent(turns: 5...20, median: 20)).path[1].caution == nil)
  }

  @Test func whatIsNotSaidCountsAsNoAndIsTold() throws {
    let path = try DecisionTree.walk(Self.agent(turns: 5...20, median: 20)).path
    #expect(path[2].answer == "no")
    #expect(path[2].figure == "auxiliaryModel is not said, which counts as no")
  }

  @Test func aQuestionWithoutAnswerIsRefused() {
    func field(_ task: TaskMetadata) -> String? {
      do throws(TaskMetadataError) {
        _ = try DecisionTree.walk(task)
      } catch {
        if case .unanswered(_, let field, _) = error { return field }
      }
      return nil
    }
    #expect(field(TaskMetadata()) == "setting")
    #expect(field(Self.task { $0.agents = 1 }) == "medianTurns")
    #expect(field(Self.task { $0.setting = .reasoning }) == "tokens")
    #expect(field(Self.task { $0.agents = 2 }) == nil)
  }
}
