// swift-tools-version: 6.2
import PackageDescription

let settings: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
]

/// A library target of ours under `Sources/`, or under a folder of its own at the top level.
func library(_ name: String, _ dependencies: [Target.Dependency], path: String? = nil) -> Target {
  .target(name: name, dependencies: dependencies, path: path, swiftSettings: settings)
}

/// The test target of one module, under `Tests/<module>Tests`.
func tests(of module: String, _ others: [Target.Dependency] = [], resources: [Resource] = []) -> Target {
  .testTarget(
    name: "\(module)Tests", dependencies: [.byName(name: module)] + others, resources: resources,
    swiftSettings: settings)
}

let argumentParser = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")

let package = Package(
  name: "Ascribe",
  products: [
    .library(
      name: "Ascribe",
      targets: [
        "Ascribe", "Attribution", "CoalitionGames", "CreditStatistics", "Critics", "DecPOMDP", "Scenarios",
        "Trajectories", "TurnMDP",
      ]),
    .library(name: "AscribeCommand", targets: ["AscribeCommand"]),
    .library(name: "AscribeTesting", targets: ["AscribeTesting"]),
    .executable(name: "ascribe", targets: ["ascribe"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2")
  ],
  targets: [
    .systemLibrary(name: "CGSL", providers: [.apt(["libgsl-dev", "libopenblas-dev"])]),
    .systemLibrary(name: "CGLPK", providers: [.apt(["libglpk-dev"])]),
    .target(name: "CRandom123"),
    .target(name: "CSimdjson", linkerSettings: [.linkedLibrary("simdjson")]),
    .systemLibrary(name: "CZlib", providers: [.apt(["zlib1g-dev"])]),
    library("Trajectories", ["CSimdjson", "CZlib"]),
    library("TurnMDP", ["Trajectories", "CRandom123"]),
    library("DecPOMDP", ["Trajectories", "TurnMDP"]),
    library("CreditStatistics", ["CGSL", "CRandom123"]),
    library("CoalitionGames", ["CreditStatistics", "CGLPK", "CRandom123"]),
    library("Attribution", ["Trajectories", "TurnMDP", "CreditStatistics", "CoalitionGames"]),
    library(
      "Critics", ["CGSL", "Trajectories", "TurnMDP", "CreditStatistics", "Attribution"], path: "Critics"),
    library("Scenarios", ["Trajectories", "TurnMDP"], path: "Scenarios"),
    library(
      "Ascribe",
      [
        "CZlib", "Trajectories", "TurnMDP", "DecPOMDP", "CreditStatistics", "Attribution", "Critics",
        "Scenarios",
      ]),
    library(
      "AscribeTesting", ["Trajectories", "TurnMDP", "CreditStatistics", "Attribution", "Ascribe"]),
    library(
      "AscribeCommand",
      [
        "Ascribe", "Attribution", "CreditStatistics", "DecPOMDP", "Scenarios", "Trajectories", "TurnMDP",
        argumentParser,
      ]),
    .executableTarget(name: "ascribe", dependencies: ["AscribeCommand"], swiftSettings: settings),
    tests(of: "Trajectories", ["CZlib"], resources: [.copy("Traces")]),
    tests(of: "CreditStatistics", resources: [.copy("Reference")]),
    tests(of: "CoalitionGames", ["CreditStatistics"]),
    tests(of: "TurnMDP", ["Trajectories", "Scenarios"]),
    tests(of: "DecPOMDP", ["Trajectories", "TurnMDP", "Scenarios"], resources: [.copy("Problems")]),
    tests(
      of: "Attribution",
      ["Ascribe", "CoalitionGames", "CreditStatistics", "Trajectories", "TurnMDP", "Scenarios"],
      resources: [.copy("Traces")]),
    tests(
      of: "Critics",
      ["Ascribe", "Attribution", "CreditStatistics", "Trajectories", "TurnMDP", "Scenarios"],
      resources: [.copy("Traces")]),
    tests(of: "Scenarios", ["TurnMDP", "Trajectories"], resources: [.copy("Playthroughs")]),
    tests(
      of: "Ascribe",
      ["Attribution", "CreditStatistics", "Critics", "DecPOMDP", "Trajectories", "TurnMDP", "Scenarios"],
      resources: [.copy("Atlas")]),
    tests(of: "AscribeTesting", ["Ascribe", "Attribution", "Trajectories", "TurnMDP", "Scenarios"]),
    tests(
      of: "AscribeCommand",
      ["Ascribe", "Attribution", "Scenarios", "Trajectories", "TurnMDP", "ascribe", argumentParser],
      resources: [.copy("Golden"), .copy("Problems"), .copy("Traces")]),
  ],
  cxxLanguageStandard: .cxx17
)
