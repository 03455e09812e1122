// swift-tools-version: 6.2
import PackageDescription

// What a package of yours looks like: a scenario, a credit method, a critic, the command line for them, a program on the
// library, and tests. It uses public products only.

func ascribe(_ product: String) -> Target.Dependency { .product(name: product, package: "Ascribe") }

let package = Package(
  name: "AscribeExamples",
  dependencies: [.package(name: "Ascribe", path: "..")],
  targets: [
    .target(name: "Lighthouse", dependencies: [ascribe("Ascribe")]),
    .executableTarget(
      name: "lighthouse-tool", dependencies: ["Lighthouse", ascribe("Ascribe"), ascribe("AscribeCommand")]),
    // What the README and the article on scenarios of your own show, to the letter.
    .executableTarget(
      name: "readme-lighthouse", dependencies: [ascribe("Ascribe"), ascribe("AscribeCommand")]),
    .executableTarget(name: "compare-methods", dependencies: ["Lighthouse", ascribe("Ascribe")]),
    .testTarget(
      name: "LighthouseTests",
      dependencies: [
        "Lighthouse", "lighthouse-tool", "readme-lighthouse", ascribe("Ascribe"), ascribe("AscribeTesting"),
      ],
      exclude: ["Attributions"]),
  ]
)
