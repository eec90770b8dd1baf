class Kina < Formula
  desc "Real local Kubernetes clusters; runtime, network and image builder are plugins"
  homepage "https://www.npmjs.com/package/kina"
  # Version and digest are written by `npm run release -- prepare`. Zeros: there is no release yet.
  url "https://registry.npmjs.org/kina/-/kina-0.1.0.tgz"
  sha256 "0000000000000000000000000000000000000000000000000000000000000000"
  license "Apache-2.0"

  depends_on "node"

  def install
    system "npm", "install", *std_npm_args
    bin.install_symlink libexec.glob("bin/*")
  end

  def caveats
    <<~EOS
      On a Mac with Apple silicon, nodes run in Apple's container: 1.2.1 or newer
      (1.0 and 1.1 work, 1.2.0 does not), macOS 26 for more than one node.
        https://github.com/apple/container/releases
        container system start --enable-kernel-install

      What is missing on this machine, with the command for each:
        kina doctor
    EOS
  end

  test do
    assert_match "kina/#{version}", shell_output("#{bin}/kina --version")
  end
end
