import Foundation
import Testing

/// `--html` and the files beside it.
@Suite("Pages of results")
struct PageTests {
  private static let small = "--episodes 16 --batches 3 --fit-episodes 32"

  private func text(_ name: String, in place: Workplace) throws -> String {
    String(decoding: try place.bytes(name), as: UTF8.self)
  }

  @Test(
    "a page changes nothing of what the command prints",
    arguments: [
      "run coupling --methods grpo,c3(alternatives=2) \(small)",
      "run coupling --methods grpo,mc \(small) --json",
      "exact single --json", "critics coupling --critic pinto \(small)",
      "compare coupling --methods grpo,mc \(small)",
      "blame coupling --methods grpo,c3(alternatives=2) --judges \(small)",
      "keys trace.jsonl --state-key turn --state-key state --resamples 99",
    ])
  func printsTheSame(line: String) throws {
    try Workplace.use { place in
      try place.addWorkedTrace(as: "trace.jsonl")
      let plain = try place.ascribe(line)
      let paged = try place.ascribe(line + " --html page.html --vega specs.json")
      expectSuccess(paged)
      #expect(paged.output == plain.output)
      #expect(try place.files() == ["page.html", "specs.json", "trace.jsonl"])
    }
  }

  @Test("a page is the same in every call, and of a stored result too")
  func repeats() throws {
    try Workplace.use { place in
      let line = "run coupling --methods grpo,mc \(Self.small) --json"
      let call = try place.ascribe(line + " --html page.html")
      try place.write(call.output, to: "result.json")
      let first = try place.bytes("page.html")
      expectSuccess(try place.ascribe(line + " --html page.html --threads 1"))
      let second = try text("page.html", in: place).replacing(" --threads 1", with: "")
      #expect(Data(second.utf8) == first)
      expectSuccess(try place.ascribe("show result.json --html shown.html --csv shown.csv"))
      let shown = try text("shown.html", in: place)
      #expect(shown.contains("<dd>ascribe show result.json --html shown.html --csv shown.csv</dd>"))
      #expect(shown.contains("<dt>seed</dt><dd>0</dd>"))
      #expect(try text("shown.csv", in: place).hasPrefix("picture,row,column,value,lower,upper\nmethods,"))
    }
  }

  @Test("the foot says where the page comes from")
  func provenance() throws {
    try Workplace.use { place in
      let call = try place.ascribe([
        "run", "coupling", "--methods", "grpo,c3(alternatives=2)", "--seed", "7", "--episodes", "8",
        "--batches", "2",
        "--output", "out", "--html", "it's.html",
      ])
      expectSuccess(call)
      let page = try text("it's.html", in: place)
      #expect(page.contains("--methods &#39;grpo,c3(alternatives=2)&#39; --seed 7"))
      #expect(page.contains(#"--html &#39;it&#39;\&#39;&#39;s.html&#39;</dd>"#))
      #expect(page.contains("<dt>seed</dt><dd>7</dd>"))
      let trace = try text("out/trace.jsonl", in: place)
      let print = try #require(trace.firstMatch(of: #/"fingerprint":"(\w+)"/#)).output.1
      #expect(page.contains("fingerprint \(print)</dd>"))
      // Offline: nothing is fetched, and nothing could be.
      #expect(page.contains(#"content="default-src 'none'; "#))
      #expect(!page.contains("<script src") && !page.contains("<link"))
      #expect(page.utf8.count < 2_000_000)
    }
  }

  /// The data of a page.
  private func data(_ name: String, in place: Workplace) throws -> [String: Any] {
    let page = try text(name, in: place)
    let json = try #require(page.firstMatch(of: #/id="data">(.*?)<\/script>/#)).output.1
    return try #require(try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: Any])
  }

  @Test("what would have happened otherwise explains the exact credit")
  func alternatives() throws {
    try Workplace.use { place in
      expectSuccess(try place.ascribe("run dec-tiger --methods grpo,mc \(Self.small) --html page.html"))
      let episodes = try #require(try data("page.html", in: place)["episodes"] as? [String: Any])
      let list = try #require(episodes["list"] as? [[String: Any]])
      // 3 batches of 16 episodes are few enough to show all.
      #expect(list.count == 48)
      var looked = 0
      for turn in list.flatMap({ $0["turns"] as? [[String: Any]] ?? [] }) {
        for decision in turn["decisions"] as? [[String: Any]] ?? [] {
          let others = try #require(decision["otherwise"] as? [[Any]])
          let expected = others.compactMap { $0[2] as? Double }
          let mean = zip(others, expected).reduce(0.0) { $0 + ($1.0[1] as? Double ?? .nan) * $1.1 }
          let taken = try #require(others.firstIndex { $0[0] as? String == decision["action"] as? String })
          // Numbers of a page have six decimals.
          let exact = try #require(decision["exact"] as? Double)
          #expect(abs(expected[taken] - mean - exact) < 1e-3)
          #expect((decision["credits"] as? [Any])?.count == 2)
          looked += 1
        }
      }
      #expect(looked == 48 * 6)
    }
  }

  @Test("of many episodes those are shown that tell most, the worst credit first")
  func sample() throws {
    try Workplace.use { place in
      expectSuccess(
        try place.ascribe(
          "run relay --methods grpo,mc --episodes 256 --batches 3 --fit-episodes 0 --html page.html --output out"
        ))
      let page = try text("page.html", in: place)
      #expect(page.contains("768 episodes have "))
      let episodes = try #require(try data("page.html", in: place)["episodes"] as? [String: Any])
      let list = try #require(episodes["list"] as? [[String: Any]])
      #expect((11...30).contains(list.count))
      #expect(Set(list.compactMap { $0["name"] as? String }).count == list.count)
      let worst = list.map { episode in
        (episode["turns"] as? [[String: Any]] ?? []).flatMap { $0["decisions"] as? [[String: Any]] ?? [] }
          .compactMap { $0["exact"] as? Double }.min() ?? 0
      }
      // All exact credits, as the folder of the run has them.
      let credits = try text("out/exact.credits.jsonl", in: place).split(separator: "\n").compactMap { line in
        try (JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])?["credit"] as? Double
      }
      #expect(credits.count > EpisodeLimit.turns)
      #expect(abs(worst[0] - (credits.min() ?? 0)) < 1e-6)
      #expect(worst.prefix(10).elementsEqual(worst.prefix(10).sorted()))
    }
  }

  /// The turns of which all are shown.
  private enum EpisodeLimit { static let turns = 5000 }

  @Test("specifications, states and numbers are files of their own")
  func exports() throws {
    try Workplace.use { place in
      expectSuccess(
        try place.ascribe(
          "run dec-tiger --methods grpo,mc \(Self.small) --vega v.json --dot s.dot --graphml s.graphml --csv n.csv"
        ))
      #expect(try place.files() == ["n.csv", "s.dot", "s.graphml", "v.json"])
      let specs = try #require(
        try JSONSerialization.jsonObject(with: place.bytes("v.json")) as? [String: [[String: Any]]])
      #expect(Set(specs.keys).isSuperset(of: ["methods", "magnitude", "blame", "ledger", "credits"]))
      for spec in specs.values.joined() {
        #expect(spec["$schema"] as? String == "https://vega.github.io/schema/vega-lite/v6.json")
      }
      // The exact map, and one of each method with its difference.
      #expect(specs["magnitude"]?.count == 5)
      let rows = try text("n.csv", in: place).split(separator: "\n")
      #expect(rows.allSatisfy { $0.count(where: { $0 == "," }) >= 5 })
      #expect(rows.contains { $0.hasPrefix("graph,") })
    }
  }

  @Test("networkx reads the states", .enabled(if: Python.has("networkx"), "networkx is not installed"))
  func networkx() throws {
    try Workplace.use { place in
      expectSuccess(try place.ascribe("exact dec-tiger --dot s.dot --graphml s.graphml"))
      let script = """
        import networkx
        graph = networkx.read_graphml("s.graphml")
        total = sum(data["probability"] for _, _, data in graph.edges(data=True))
        print(graph.number_of_nodes(), graph.number_of_edges(), round(total, 6), sorted(next(iter(graph.edges(data=True)))[2]))
        """
      try place.write(script, to: "read.py")
      let call = try place.shell("python3 read.py")
      #expect(call.code == 0, "\(call.complaints)")
      // Three turns of probability 1 each.
      #expect(call.output.contains(" 3.0 ['credit exact', "))
    }
  }

  @Test(
    "pydot reads the same states",
    .enabled(if: Python.has("networkx") && Python.has("pydot"), "networkx or pydot is not installed"))
  func pydot() throws {
    try Workplace.use { place in
      expectSuccess(try place.ascribe("exact dec-tiger --dot s.dot --graphml s.graphml"))
      let script = """
        import networkx
        import pydot
        graph = networkx.read_graphml("s.graphml")
        drawn = networkx.nx_pydot.from_pydot(pydot.graph_from_dot_file("s.dot")[0])
        assert drawn.number_of_nodes() == graph.number_of_nodes(), drawn
        assert drawn.number_of_edges() == graph.number_of_edges(), drawn
        """
      try place.write(script, to: "read.py")
      let call = try place.shell("python3 read.py")
      #expect(call.code == 0, "\(call.complaints)")
    }
  }

  @Test("options that do not go together are refused, and nothing is written")
  func refusals() throws {
    try Workplace.use { place in
      try expectRefusal(
        of: ["run", "coupling", "--html", "a", "--vega", "a"], in: place,
        "--html and --vega are the same file, a.")
      try expectRefusal(
        of: ["exact", "single", "--html", ""], in: place, "--html is empty; expected a path.")
      try expectRefusal(
        of: ["exact", "single", "--value", "--html", "a"], in: place,
        "--html is for credits; with --value there is only the value.")
      try expectRefusal(
        of: ["run", "coupling", "--stream", "t", "--html", "a"], in: place,
        "--html is for methods; with --stream episodes are written and nothing is attributed.")
      try expectRefusal(
        of: ["compare", "a", "b", "--html", "c"], in: place,
        "--html is for scenarios; --methods says which methods to compare on them.")
      #expect(try place.files() == [])
    }
  }
}
