import Simulation
import TestSupport
import Testing
import Trajectories

struct WebTests {
  static let variants: [KeyValuePairs<String, String>] = [
    [:], ["pages": "named", "horizon": "12"], ["sections": "1", "records": "2", "horizon": "6"],
    ["sections": "3", "records": "1", "fields": "2", "horizon": "13"],
    ["sections": "2", "records": "1", "expiry": "0.4", "horizon": "15", "recoverability": "0.9"],
    ["sections": "1", "records": "3", "prior": "1", "horizon": "11", "diligence": "0.9"],
  ]

  @Test(arguments: variants.indices) func conforms(index: Int) throws {
    let scenario = try scenario("web", Self.variants[index])
    #expect(ConformanceChecker(episodes: 100).violations(of: scenario) == [])
    try expectExact(scenario)
  }

  /// One record and one field in six turns: follow, follow, read, open, fill, submit is the only way, so every mistake is
  /// one too many. Its policy: 1; 4 of 4.8 (back .8); read or skim .5; a right report 6 of 8.4; fill 4 and paste 2
  /// of 6.4; submit 8 of 8.4. The session must live through four clicks and be known at the end.
  @Test func sixTurnsByHand() throws {
    let walk = try walk(
      "web", ["sections": "1", "records": "1", "horizon": "6", "recoverability": "0.4"])
    let reported = 0.5 * 0.97 + 0.5 * 0.75
    // A wrong report about the right record is opened with .2 of 8: .2, back 6, home .8, reread .5 make 7.5.
    let opened = reported * 6 / 8.4 + (1 - reported) * 0.2 / 7.5
    let filled = (4 * 0.97 + 2 * 0.75) / 6.4
    let alive = [0.97, 0.97, 0.97, 0.97].reduce(1, *)
    expect(walk.value, 4 / 4.8 * opened * filled * 8 / 8.4 * alive)
    expect(walk.credit("navigator", 5, "form-0-0|filled:1/1|wanted:0|visited:1", "submit"), 0.4 / 8.4)
    expect(walk.credit("navigator", 5, "form-0-0|filled:1/1|refused|wanted:0|visited:1", "submit"), 0)
    expect(walk.credit("navigator", 5, "form-0-0|filled:1/1|expired|wanted:0|visited:1", "back"), 0)
  }

  /// The home page's links: .6 of what is wanted is in the first section, as 1.5 to 1.
  @Test func theWayThereAndBack() throws {
    let path = try ScriptedPath(
      in: try scenario("web"), from: "home|wanted:3",
      [
        ("follow-0", "section-0|wanted:3"), ("follow-1", "record-0-1|wanted:3|visited:2"),
        ("skim", "record-0-1|report:wrong|wanted:3|visited:2"), ("back", "section-0|wanted:3|visited:2"),
        ("back", "home|wanted:3|visited:2"), ("follow-1", "section-1|expired|wanted:3|visited:2"),
        ("follow-1", "record-1-1|expired|wanted:3|visited:a"),
        ("read", "record-1-1|report:right|expired|wanted:3|visited:a"),
        ("open-form", "form-1-1|filled:0/1|expired|wanted:3|visited:a"),
        ("paste", "form-1-1|filled:1/1|refused|expired|wanted:3|visited:a"),
        ("submit", "login|expired|wanted:3|visited:a"), ("log-in", "home|wanted:3|visited:a"),
      ])
    let clicks = [0.97, 0.97, 0.97, 0.97, 0.03].reduce(1, *)
    expect(path.chance, 0.2 * clicks * 0.75 * 0.97 * 0.25)
    // Tokens in hundredths of a page.
    #expect(path.tokens == 80 + 80 + 60 + 40 + 40 + 80 + 80 + 250 + 50 + 30 + 50 + 50)
  }

  /// Forms: a wrong field comes back, the form of a wrong record leads home with .4 and does damage otherwise.
  @Test func formsAreJudgedByTheServer() throws {
    let scenario = try scenario("web", ["sections": "1"])
    let ends = { (wanted: Int, isRefused: Bool, state: String) in
      let form = "form-0-0|filled:1/1|\(isRefused ? "refused|" : "")wanted:\(wanted)|visited:1"
      let way = [
        (action: "follow-0", state: "section-0|wanted:\(wanted)"),
        (action: "follow-0", state: "record-0-0|wanted:\(wanted)|visited:1"),
        (action: "read", state: "record-0-0|report:right|wanted:\(wanted)|visited:1"),
        (action: "open-form", state: "form-0-0|filled:0/1|wanted:\(wanted)|visited:1"),
        (action: "fill", state: form),
      ]
      let start = "home|wanted:\(wanted)"
      return try ScriptedPath(in: scenario, from: start, way + [("submit", state)]).chance
        / ScriptedPath(in: scenario, from: start, way).chance
    }
    expect(try ends(0, false, "end:done"), 1)
    expect(try ends(0, true, "form-0-0|filled:0/1|wanted:0|visited:1"), 1)
    expect(try ends(1, false, "home|wanted:1|visited:1"), 0.4)
    expect(try ends(1, false, "end:damaged"), 0.6)
  }

  /// Sections look alike, and so do records; named pages say which they are.
  @Test func pagesAreAliased() throws {
    let keys = { (pages: String) in
      let mdp = try TurnMDP(compiling: try scenario("web", ["pages": pages]))
      return Set(mdp.nodes.publicKey.map { mdp.symbols.keys[$0] })
    }
    let aliased = try keys("aliased")
    #expect(aliased.contains("section|visited:0") && aliased.contains("record|report:right"))
    #expect(!aliased.contains { $0.hasPrefix("record-") || $0.contains("wanted") || $0.contains("expired") })
    #expect(try keys("named").contains("record-1-0|report:wrong"))
  }

  @Test func succeedsNowAndThen() throws {
    let solution = try solved("web")
    #expect((0.25...0.6).contains(solution.value))
    #expect(solution.mdp.stateCount < 4000)
  }

  @Test func theLargeOneIsPlayed() throws {
    let played = try LazyPlay(try scenario("web", ["size": "large"]), episodes: 8)
    #expect(played.turns.allSatisfy { (6...200).contains($0) })
    #expect(played.turns.reduce(0, +) / 8 > 80)
    #expect(played.tokens.reduce(0, +) / 8 > 80_000)
  }

  @Test func whatDoesNotFitIsRefused() throws {
    let error = #expect(throws: ScenarioError.self) {
      try scenario("web", ["sections": "9", "records": "8"])
    }
    #expect(
      error?.description
        == "parameter \"records\": found 8 in each of 9 sections; expected at most 64 records in all.")
  }
}
