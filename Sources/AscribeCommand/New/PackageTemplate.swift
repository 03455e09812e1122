import Trajectories

/// The files of a new package.
struct PackageTemplate {
  /// A file of the package.
  struct File {
    /// Its path in the package.
    let name: String
    let text: String
  }

  /// The package's name.
  let name: PackageName
  /// Where it takes Ascribe from.
  let ascribe: AscribeSource
  /// Whether all agents act at once.
  let isSimultaneous: Bool
  /// Whether it has a credit method.
  let hasMethod: Bool
  /// Whether it has a critic.
  let hasCritic: Bool

  /// The command line's executable.
  var tool: String { "\(name.text)-tool" }

  /// All files.
  var files: [File] {
    let type = name.type
    var files = [
      File(name: "Package.swift", text: manifest),
      File(
        name: "Sources/\(type)/\(type).swift",
        text: isSimultaneous ? simultaneousScenario : turnTakingScenario),
      File(name: "Sources/\(tool)/main.swift", text: commandLine),
      File(name: "Tests/\(type)Tests/\(type)Tests.swift", text: tests),
      File(name: "README.md", text: readme),
      File(name: ".github/workflows/test.yml", text: workflow),
      File(name: ".gitignore", text: ".build/\n.swiftpm/\nPackage.resolved\n"),
      File(name: ".swift-format", text: #"{"version": 1, "lineLength": 120}"# + "\n"),
    ]
    if hasMethod { files.append(File(name: "Sources/\(type)/LastDecision.swift", text: Self.method)) }
    if hasCritic { files.append(File(name: "Sources/\(type)/VisitMeans.swift", text: Self.critic)) }
    return files
  }

  private var manifest: String {
    """
    // swift-tools-version: 6.2
    import PackageDescription

    func ascribe(_ product: String) -> Target.Dependency { .product(name: product, package: "\(ascribe.package)") }

    let package = Package(
      name: "\(name.text)",
      dependencies: [\(ascribe.dependency)],
      targets: [
        .target(name: "\(name.type)", dependencies: [ascribe("Ascribe")]),
        .executableTarget(
          name: "\(tool)", dependencies: ["\(name.type)", ascribe("Ascribe"), ascribe("AscribeCommand")]),
        .testTarget(
          name: "\(name.type)Tests",
          dependencies: ["\(name.type)", ascribe("Ascribe"), ascribe("AscribeTesting")]),
      ]
    )

    """
  }

  private var commandLine: String {
    let methods = [hasMethod ? "LastDecision" : nil, hasCritic ? "VisitMeans" : nil].compactMap(\.self)
    let entries = methods.map { "MethodEntry(\($0).self)" }.joined(separator: ", ")
    return """
      import Ascribe
      import AscribeCommand
      import \(name.type)

      // Every command of `ascribe`, with what this package adds.
      AscribeCLI.main(
        scenarios: [ScenarioEntry("\(name.text)", \(name.type)())]\(methods.isEmpty ? "" : ",\n  methods: [\(entries)]"))

      """
  }

  private var workflow: String {
    """
    name: test
    on: [push, pull_request]
    jobs:
      test:
        runs-on: ubuntu-latest
        container: swift:6.3
        steps:
          - run: apt-get update && apt-get install --yes git \(Self.systemPackages.joined(separator: " "))
          - uses: actions/checkout@v4
          - run: swift build --build-tests
          - run: swift test --skip-build
          - run: swift run --skip-build \(tool) run \(name.text) --batches 4

    """
  }

  /// What Ascribe needs of a machine beside Swift.
  static let systemPackages = [
    "libgsl-dev", "libopenblas-dev", "librandom123-dev", "libglpk-dev", "libsimdjson-dev", "zlib1g-dev",
    "libarchive-dev", "libtomlplusplus-dev", "libsqlite3-dev", "nettle-dev",
  ]

  private var readme: String {
    let methods = [hasMethod ? "last-decision" : nil, hasCritic ? "visit-means" : nil].compactMap(\.self)
    let source = "Sources/\(name.type)"
    let own = [
      hasMethod ? "A credit method is in `\(source)/LastDecision.swift`." : nil,
      hasCritic ? "A critic is in `\(source)/VisitMeans.swift`." : nil,
    ].compactMap(\.self)
    let reach =
      ascribe.isReachable
      ? ""
      : "\nThe manifest takes Ascribe from a folder of this machine; the CI file in `.github` wants a URL there.\n"
    return """
      # \(name.text)

      A scenario for Ascribe: who acts, what they see, what follows, and when it is a success are in
      `\(source)/\(name.type).swift`.\(own.map { " \($0)" }.joined())

      ```console
      $ swift test
      $ swift run \(tool) describe \(name.text)
      $ swift run \(tool) exact \(name.text)
      $ swift run \(tool) run \(name.text)\(methods.isEmpty ? "" : " --methods \((["grpo", "c3"] + methods).joined(separator: ","))")
      $ swift run \(tool) run \(name.text) --html report.html
      ```

      Long runs want `swift run -c release`. `swift run \(tool) --help` lists every command.
      \(reach)
      Ascribe needs of the machine, beside Swift: `\(Self.systemPackages.joined(separator: " "))` (`apt-get install`).

      """
  }
}
