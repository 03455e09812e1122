// swift-tools-version: 6.2
import PackageDescription

let settings: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
]

/// A library target of ours under `Sources/`, or under a folder of its own at the top level. Where it works on memory by
/// pointers, each such place is marked `unsafe`.
func library(
  _ name: String, _ dependencies: [Target.Dependency], path: String? = nil, exclude: [String] = [],
  hasPointers: Bool = false
) -> Target {
  .target(
    name: name, dependencies: dependencies, path: path, exclude: exclude,
    swiftSettings: settings + (hasPointers ? [.strictMemorySafety()] : []))
}

/// The test target of one module, under `Tests/<module>Tests`.
func tests(of module: String, _ others: [Target.Dependency] = [], resources: [Resource] = []) -> Target {
  .testTarget(
    name: "\(module)Tests", dependencies: [.byName(name: module), "TestSupport"] + others,
    resources: resources,
    swiftSettings: settings)
}

let argumentParser = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")

let package = Package(
  name: "Ascribe",
  products: [
    .library(
      name: "Ascribe",
      targets: [
        "Ascribe", "CoalitionGames", "CreditMethods", "CreditNumerics", "CreditStatistics", "Critics",
        "DecPOMDP", "Ground", "Scenarios", "Simulation", "Trajectories",
      ]),
    .library(name: "AscribeCommand", targets: ["AscribeCommand"]),
    .library(name: "AscribeTesting", targets: ["AscribeTesting"]),
    .executable(name: "ascribe", targets: ["ascribe"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.1"),
    .package(url: "https://github.com/groue/GRDB.swift.git", .upToNextMinor(from: "7.10.0")),
  ],
  targets: [
    .systemLibrary(name: "CGSL", providers: [.apt(["libgsl-dev", "libopenblas-dev"])]),
    .systemLibrary(name: "CGLPK", providers: [.apt(["libglpk-dev"])]),
    .target(name: "CRandom123"),
    .target(name: "CFiles"),
    .target(name: "CPrefetch"),
    .target(name: "COpenBLAS"),
    .target(name: "CTOML"),
    .target(name: "CSimdjson", linkerSettings: [.linkedLibrary("simdjson")]),
    .systemLibrary(name: "CArchive", providers: [.apt(["libarchive-dev"])]),
    .systemLibrary(name: "CNettle", providers: [.apt(["nettle-dev"])]),
    .systemLibrary(name: "CZlib", providers: [.apt(["zlib1g-dev"])]),
    library("Ground", ["CRandom123"], hasPointers: true),
    library("Trajectories", ["CFiles", "CSimdjson", "CZlib", "Ground"], hasPointers: true),
    library("Importers", ["CArchive", "Ground", "Trajectories"], hasPointers: true),
    library("Simulation", ["CPrefetch", "Ground", "Trajectories"]),
    library("DecPOMDP", ["Ground", "Trajectories", "Simulation"]),
    library("CreditNumerics", ["CGSL", "COpenBLAS", "Ground"], hasPointers: true),
    library("CreditStatistics", ["CGSL", "Ground", "CreditNumerics"], hasPointers: true),
    library("CoalitionGames", ["Ground", "CreditStatistics", "CGLPK"]),
    library(
      "CreditMethods",
      ["Ground", "Trajectories", "Simulation", "CreditNumerics", "CreditStatistics", "CoalitionGames"],
      hasPointers: true),
    library(
      "Critics",
      ["Ground", "Trajectories", "Simulation", "CreditNumerics", "CreditStatistics", "CreditMethods"],
      path: "Critics"),
    library("Scenarios", ["Trajectories", "Simulation"], path: "Scenarios"),
    library(
      "Ascribe",
      [
        "CZlib", "CoalitionGames", "Ground", "Trajectories", "Simulation", "DecPOMDP", "CreditNumerics",
        "CreditStatistics",
        "CreditMethods", "Critics", "Scenarios",
      ]),
    .target(name: "CPageResources"),
    library(
      "Reports",
      [
        "Ascribe", "CPageResources", "CreditMethods", "CreditStatistics", "Ground", "Importers",
        "Simulation", "Trajectories",
        .product(name: "Mustache", package: "swift-mustache"),
      ], exclude: ["Resources"], hasPointers: true),
    // The only module that knows of SQLite; the command alone uses it.
    library(
      "RunStore", ["CNettle", "Trajectories", .product(name: "GRDB", package: "GRDB.swift")],
      hasPointers: true),
    library(
      "AscribeTesting",
      ["Ground", "Trajectories", "Simulation", "CreditStatistics", "CreditMethods", "Ascribe"]),
    library(
      "AscribeCommand",
      [
        "Ascribe", "CTOML", "CreditMethods", "CreditStatistics", "DecPOMDP", "Ground", "Importers", "Reports",
        "RunStore", "Scenarios", "Simulation", "Trajectories", argumentParser,
      ]),
    .executableTarget(name: "ascribe", dependencies: ["AscribeCommand"], swiftSettings: settings),
    // Solves the literature's Dec-POMDPs: `make solver-table`.
    .executableTarget(
      name: "solver-table", dependencies: ["DecPOMDP", "Scenarios", "Simulation", argumentParser],
      swiftSettings: settings),
    // Measures what intervals and tests keep; Benchmarks/README.md says how. It reads what stays within the package.
    .executableTarget(
      name: "interval-coverage",
      dependencies: [
        "Ascribe", "CreditMethods", "CreditStatistics", "Ground", "Scenarios", "Simulation",
        "Trajectories",
        argumentParser,
      ],
      swiftSettings: settings),
    // Simulates a study on many processes from measured costs: `make scaling`.
    .executableTarget(
      name: "rank-scaling", dependencies: ["Ascribe", "Ground", "Simulation", argumentParser],
      swiftSettings: settings),
    // Holds models of recorded episodes, and sampled labels, to exact values: `make posterior-table`, `make closure-curve`,
    // `make label-errors`.
    .executableTarget(
      name: "posterior-table",
      dependencies: [
        "Ascribe", "CGSL", "CreditMethods", "CreditNumerics", "CreditStatistics", "Ground", "Simulation",
        "Trajectories", argumentParser,
      ], swiftSettings: settings),
    library(
      "TestSupport", ["CreditMethods", "Ground", "Scenarios", "Simulation", "Trajectories"],
      path: "Tests/Support"),
    tests(of: "Trajectories", ["CZlib", "Ground"], resources: [.copy("Traces")]),
    tests(of: "Importers", ["CZlib", "Trajectories"]),
    tests(of: "CreditStatistics", ["CGSL", "CreditNumerics", "Ground"], resources: [.copy("Reference")]),
    tests(of: "CoalitionGames", ["CreditStatistics", "Ground"]),
    tests(of: "Simulation", ["Ground", "Trajectories", "Scenarios"]),
    tests(
      of: "DecPOMDP", ["Ground", "Trajectories", "Simulation", "Scenarios"], resources: [.copy("Problems")]),
    tests(
      of: "CreditMethods",
      ["Ascribe", "CoalitionGames", "CreditStatistics", "Ground", "Trajectories", "Simulation", "Scenarios"],
      resources: [.copy("Traces")]),
    tests(
      of: "Critics",
      [
        "Ascribe", "CreditMethods", "CreditNumerics", "Ground", "Trajectories", "Simulation", "Scenarios",
      ],
      resources: [.copy("Traces")]),
    tests(of: "Scenarios", ["Simulation", "Trajectories"], resources: [.copy("Playthroughs")]),
    tests(
      of: "Ascribe",
      [
        "CreditMethods", "CreditNumerics", "CreditStatistics", "Critics", "DecPOMDP", "Ground",
        "Trajectories",
        "Simulation", "Scenarios",
      ],
      resources: [.copy("Atlas"), .copy("Parameters")]),
    tests(
      of: "Reports",
      ["Ascribe", "CreditMethods", "Ground", "Scenarios", "Simulation", "Trajectories"]),
    tests(
      of: "RunStore", [.product(name: "GRDB", package: "GRDB.swift")], resources: [.copy("Stores")]),
    tests(
      of: "AscribeTesting",
      ["Ascribe", "CreditMethods", "Ground", "Trajectories", "Simulation", "Scenarios"]),
    tests(
      of: "AscribeCommand",
      [
        "Ascribe", "CreditMethods", "CreditStatistics", "Ground", "Reports", "RunStore", "Scenarios",
        "Trajectories",
        "Simulation", "ascribe", argumentParser,
      ],
      resources: [
        .copy("Golden"), .copy("Hostile"), .copy("Problems"), .copy("Screens"), .copy("Traces"),
      ]),
  ],
  cxxLanguageStandard: .cxx17
)

// `ASCRIBE_MPI=1 swift build --product ascribe-mpi` also builds the command line for processes that Open MPI starts together.
if Context.environment["ASCRIBE_MPI"] != nil {
  package.products.append(.executable(name: "ascribe-mpi", targets: ["ascribe-mpi"]))
  package.targets += [
    .systemLibrary(name: "COpenMPI", pkgConfig: "ompi-c", providers: [.apt(["libopenmpi-dev"])]),
    .target(name: "CMPI", dependencies: ["COpenMPI"]),
    .executableTarget(
      name: "ascribe-mpi", dependencies: ["AscribeCommand", "CMPI"], swiftSettings: settings),
  ]
}

// `ASCRIBE_TESTS=Critics,Simulation swift test` builds and runs the tests of these modules alone.
if let chosen = Context.environment["ASCRIBE_TESTS"] {
  let kept = Set(chosen.split(separator: ",").map { "\($0)Tests" })
  package.targets.removeAll { $0.type == .test && !kept.contains($0.name) }
}

// `make test` optimises what computes: most of the time of a suite that is not would go into generic code that nobody specialised.
if Context.environment["ASCRIBE_OPTIMISED"] != nil {
  let computing: Set = [
    "Ascribe", "CoalitionGames", "CreditMethods", "CreditNumerics", "CreditStatistics", "Critics", "DecPOMDP",
    "Ground", "Importers", "Scenarios", "Simulation", "TestSupport", "Trajectories",
  ]
  for target in package.targets where computing.contains(target.name) {
    target.swiftSettings =
      (target.swiftSettings ?? []) + [.unsafeFlags(["-O"], .when(configuration: .debug))]
  }
}

// `Fuzzing/run` builds the readers for libFuzzer, whose library it names here: two executables of their targets, and a note in
// the code of our modules of where each input led.
if let library = Context.environment["ASCRIBE_FUZZER"] {
  let noted: Set = [
    "Ascribe", "AscribeCommand", "DecPOMDP", "Ground", "Importers", "Reports", "Trajectories",
  ]
  // These are fast enough to be tried millions of times only if they are optimised.
  let hot: Set = ["Ground", "Importers", "DecPOMDP", "Trajectories"]
  for target in package.targets where noted.contains(target.name) {
    let flags = ["-Xfrontend", "-sanitize=fuzzer,address"] + (hot.contains(target.name) ? ["-O"] : [])
    target.swiftSettings = (target.swiftSettings ?? []) + [.unsafeFlags(flags)]
  }
  for target in package.targets where ["CSimdjson", "CTOML"].contains(target.name) {
    target.cxxSettings = [.unsafeFlags(["-fsanitize=fuzzer-no-link", "-O1"])]
  }
  package.targets.removeAll { $0.type == .test }
  func fuzzer(_ name: String, _ folder: String, _ dependencies: [Target.Dependency]) -> Target {
    .executableTarget(
      name: name, dependencies: ["FuzzTargets", "Trajectories"] + dependencies,
      path: "Fuzzing/Sources/\(folder)",
      swiftSettings: settings + [.unsafeFlags(["-O"])],
      linkerSettings: [.linkedLibrary("stdc++"), .unsafeFlags([library])])
  }
  package.targets += [
    .target(
      name: "FuzzTargets", dependencies: ["Trajectories"], path: "Fuzzing/Sources/Targets",
      swiftSettings: settings + [.unsafeFlags(["-O"])]),
    fuzzer("fuzz-files", "Files", ["DecPOMDP", "Importers"]),
    fuzzer("fuzz-words", "Words", ["Ascribe", "AscribeCommand", "Reports"]),
  ]
}
