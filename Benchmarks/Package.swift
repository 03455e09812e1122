// swift-tools-version: 6.2
import PackageDescription

// A package of its own, so that who uses the library never resolves the benchmark library.

let settings: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
]

let ascribe = Target.Dependency.product(name: "Ascribe", package: "Ascribe")

/// One suite of benchmarks, under `Benchmarks/`.
func suite(_ name: String) -> Target {
  .executableTarget(
    name: name, dependencies: [ascribe, "Walks", .product(name: "Benchmark", package: "benchmark")],
    path: "Benchmarks/\(name)",
    swiftSettings: settings,
    plugins: [.plugin(name: "BenchmarkPlugin", package: "benchmark")])
}

let package = Package(
  name: "AscribeBenchmarks",
  dependencies: [
    .package(name: "Ascribe", path: ".."),
    // Without its traits: counting allocations needs libraries that replace the system's own.
    .package(url: "https://github.com/ordo-one/benchmark", from: "1.38.1", traits: []),
  ],
  targets: [
    .systemLibrary(name: "CMalloc"),
    .target(name: "Walks", dependencies: [ascribe], swiftSettings: settings),
    .executableTarget(
      name: "method-cost", dependencies: [ascribe, "CMalloc", "Walks"], swiftSettings: settings),
    .executableTarget(name: "world-speed", dependencies: [ascribe, "CMalloc"], swiftSettings: settings),
    .executableTarget(name: "coverage", dependencies: [ascribe], swiftSettings: settings),
    suite("SimulationBenchmarks"), suite("AttributionBenchmarks"), suite("MethodBenchmarks"),
    suite("ReplayBenchmarks"), suite("CoalitionBenchmarks"), suite("SolverBenchmarks"),
    suite("StatisticsBenchmarks"), suite("TraceBenchmarks"), suite("CriticBenchmarks"),
  ]
)
