import Simulation
import Testing
import TestSupport

/// Tables of exact credits against the credits of single joint actions.
@Suite struct ExactCreditTableTests {
  @Test(arguments: ["or", "dec-tiger", "relay", "coupling"])
  func everyKindOfEveryJointAction(name: String) throws {
    let solution = try solved(name)
    let (mdp, cells) = (solution.mdp, solution.cells)
    let tables = Dictionary(
      uniqueKeysWithValues: ExactCredit.Kind.allCases.map { ($0, ExactCreditTable(solution, $0)) })
    let informed = solution.informationStateCredits()
    for turn in 0..<mdp.horizon {
      for cell in cells.cells(ofTurn: turn) where !cells.stops(cell) && cells.visitation[cell] > 0 {
        let slots = mdp.nodes.slots(of: Int(cells.node[cell]))
        let actions = slots.map { mdp.information.choices(of: Int(mdp.nodes.slotInformation[$0])).count }
        for row in 0..<cells.rows(of: cell).count {
          let expected = solution.credits(ofRow: row, in: cell)
          let found = { (kind: ExactCredit.Kind) in Array(tables[kind]?.credits(ofRow: row, in: cell) ?? []) }
          #expect(near(found(.advantage), expected.map(\.advantage)))
          #expect(near(found(.counterfactual), expected.map(\.counterfactual)))
          #expect(near(found(.difference), expected.map(\.difference)))
          #expect(near(found(.shapley), expected.map(\.shapley)))
          for (place, slot) in slots.enumerated() {
            let stride = actions[(place + 1)...].reduce(1, *)
            let own = row / stride % actions[place]
            let q = { (action: Int) in
              cells.actionValue[cells.rows(of: cell).lowerBound + row + (action - own) * stride]
            }
            let mean = (0..<actions[place]).reduce(0) { $0 + q($1) } / Double(actions[place])
            #expect(near([found(.uniform)[place]], [q(own) - mean]))
            let known = informed.credit(
              turn: turn, information: Int(mdp.nodes.slotInformation[slot]), choice: own)
            #expect(near([found(.informed)[place]], [try #require(known)]))
          }
        }
      }
    }
  }
}
