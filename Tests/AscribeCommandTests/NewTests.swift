@testable import AscribeCommand
import Foundation
import TestSupport
import Testing
import Trajectories

/// `ascribe new`. That the packages build and pass their tests is checked by `.ci/new`, which takes minutes.
@Suite struct NewTests {
  private static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  private static let plain = [
    ".github", ".github/workflows", ".github/workflows/test.yml", ".gitignore", ".swift-format",
    "Package.swift",
    "README.md", "Sources", "Sources/Harbour", "Sources/Harbour/Harbour.swift", "Sources/harbour-tool",
    "Sources/harbour-tool/main.swift", "Tests", "Tests/HarbourTests", "Tests/HarbourTests/HarbourTests.swift",
  ]

  @Test func aPackageHasItsFiles() throws {
    try Workplace.use { place in
      let call = try place.ascribe("new harbour")
      expectSuccess(call)
      #expect(call.output.hasSuffix("\ncd harbour\nswift test\nswift run harbour-tool run harbour\n"))
      #expect(try place.files() == ["harbour"] + Self.plain.map { "harbour/\($0)" })
      let manifest = try text("harbour/Package.swift", in: place)
      #expect(
        manifest.contains(
          "dependencies: [.package(name: \"Ascribe\", path: \"\(Self.root.resolvingSymlinksInPath().path)\")],"
        ))
      let scenario = try text("harbour/Sources/Harbour/Harbour.swift", in: place)
      #expect(scenario.contains("public struct Harbour: Scenario {"))
      #expect(try !text("harbour/Sources/harbour-tool/main.swift", in: place).contains("methods:"))
      #expect(try text("harbour/README.md", in: place).contains("wants a URL there"))
    }
  }

  @Test func whatIsAskedForIsThere() throws {
    try Workplace.use { place in
      let url = "https://example.org/tools/ascribe-kit.git"
      let call = try place.ascribe(
        "new harbour --method --critic --simultaneous --ascribe \(url) --output a/b")
      expectSuccess(call)
      let sources = ["LastDecision.swift", "VisitMeans.swift"].map { "Sources/Harbour/\($0)" }
      #expect(
        try place.files() == ["a", "a/b"] + (Self.plain + sources).sorted().map { "a/b/\($0)" })
      let manifest = try text("a/b/Package.swift", in: place)
      #expect(
        manifest.contains(".package(url: \"\(url)\", .upToNextMinor(from: \"\(AscribeVersion.current)\"))"))
      #expect(manifest.contains("package: \"ascribe-kit\""))
      #expect(
        try text("a/b/Sources/harbour-tool/main.swift", in: place)
          .contains("methods: [MethodEntry(LastDecision.self), MethodEntry(VisitMeans.self)])"))
      #expect(try text("a/b/Sources/Harbour/Harbour.swift", in: place).contains("turnOrder: .simultaneous"))
      #expect(try !text("a/b/README.md", in: place).contains("wants a URL there"))
    }
  }

  /// The example package shows the same method and critic, and is built and tested on its own.
  @Test(arguments: [("LastDecision", PackageTemplate.method), ("VisitMeans", PackageTemplate.critic)])
  func theMethodIsThatOfTheExamples(name: String, template: String) throws {
    let example = Self.root.appending(path: "Examples/Sources/Lighthouse/\(name).swift")
    #expect(try String(contentsOf: example, encoding: .utf8) == template)
  }

  @Test func theMachineNeedsWhatTheMakefileInstalls() throws {
    let makefile = try String(contentsOf: Self.root.appending(path: "Makefile"), encoding: .utf8)
    #expect(makefile.contains("\nPACKAGES := \(PackageTemplate.systemPackages.joined(separator: " "))\n"))
  }

  @Test(arguments: [false, true])
  func aScenarioHasAtMostFortyLines(isSimultaneous: Bool) throws {
    let template = PackageTemplate(
      name: try PackageName("harbour"), ascribe: try AscribeSource("https://example.org/a"),
      isSimultaneous: isSimultaneous, hasMethod: false, hasCritic: false)
    let scenario = try #require(template.files.first { $0.name == "Sources/Harbour/Harbour.swift" })
    #expect(scenario.text.split(separator: "\n", omittingEmptySubsequences: false).count <= 41)
  }

  @Test(arguments: [
    ("new a-b", "NAME is \"a-b\", expected a Swift identifier of at most 64 letters a-z, digits and _"),
    ("new 3x", "NAME is \"3x\", expected a Swift identifier"),
    ("new ../x", "NAME is \"../x\", expected a Swift identifier"),
    ("new a\nb", "NAME is \"a\\nb\", expected a Swift identifier"),
    ("new h\u{1B}[31m", "NAME is \"h\\u{1B}[31m\", expected a Swift identifier"),
    ("new \(String(repeating: "x", count: 65))", "expected a Swift identifier of at most 64"),
    ("new switch", "NAME is \"switch\", which is a word of Swift; expected another name."),
    ("new self", "NAME is \"self\", which is a word of Swift; expected another name."),
    ("new string", "NAME is \"string\", and String is a name that the package uses; expected another one."),
    ("new relay", "NAME is \"relay\", which is a scenario of Ascribe's; expected another name."),
    ("new x --ascribe .", "--ascribe is \".\"; expected the folder of a checkout of Ascribe"),
    ("new x --ascribe https://e\"x", "expected the folder of a checkout of Ascribe"),
    ("new x --output taken", "taken: cannot create the folder: something of that name exists."),
    ("new x --output file/x", "file/x: cannot create the folder: Not a directory."),
    ("new x --output gone", "gone: cannot create the folder: something of that name exists."),
  ])
  func badInputWritesNothing(line: String, message: String) throws {
    try Workplace.use { place in
      try place.makeFolder("taken")
      try place.write("", to: "file")
      try FileManager.default.createSymbolicLink(
        atPath: place.path("gone"), withDestinationPath: place.path("nowhere"))
      let before = try place.files()
      let call = try place.ascribe(line)
      #expect(call.code == 2)
      #expect(call.complaints.contains(message), "\(call.complaints)")
      #expect(try place.files() == before)
    }
  }

  private func text(_ name: String, in place: Workplace) throws -> String {
    String(decoding: try place.bytes(name), as: UTF8.self)
  }
}
