// cluster-plan.d.ts
import type { CniImage } from "./cni-installer.js";
import type { Options } from "./provider.js";
export interface ClusterPlan {
    readonly name: string;
    readonly kubernetesVersion: string;
    readonly runtime: string;
    readonly runtimeOptions: Options;
    readonly cni: string | null;
    readonly cniOptions: Options;
    readonly image: ImagePlan;
    readonly network: NetworkPlan;
    readonly api: ApiPlan;
    readonly kernel: readonly KernelFeature[];
    readonly cniImages: readonly CniImage[];
    readonly nodes: readonly [
        NodePlan,
        ...NodePlan[]
    ];
    readonly kubeadmPatches: KubeadmPatches;
    readonly kubeconfig: KubeconfigPlan;
    readonly readyTimeoutSeconds: number;
}
export interface ImagePlan {
    readonly ref: string;
    readonly own: boolean;
}
export interface NetworkPlan {
    readonly podCidrs: readonly string[];
    readonly serviceCidrs: readonly string[];
    readonly dnsDomain: string;
    readonly endpoint: string;
    readonly kubeProxy: "iptables" | "nftables" | "none";
}
export interface ApiPlan {
    readonly hostAddress: string;
    readonly hostPort: number;
}
export interface KubeconfigPlan {
    readonly path: string;
    readonly mergedPath: string;
    readonly context: string;
}
export interface KubeadmPatches {
    readonly merge: readonly string[];
    readonly json6902: readonly {
        readonly group: string;
        readonly version: string;
        readonly kind: string;
        readonly patch: string;
    }[];
}
export type NodeRole = "control-plane" | "worker" | "load-balancer";
export interface NodePlan {
    readonly name: string;
    readonly role: NodeRole;
    readonly image: string;
    readonly labels: Readonly<Record<string, string>>;
    readonly nodeLabels: Readonly<Record<string, string>>;
    readonly podCidr: string;
    readonly aliases: readonly string[];
    readonly ports: readonly PortMapping[];
    readonly mounts: readonly Mount[];
    readonly cpus?: number;
    readonly memoryMiB?: number;
    readonly kernel?: string;
    readonly kubeadmPatches: KubeadmPatches;
}
export interface PortMapping {
    readonly hostAddress: string;
    readonly hostPort: number;
    readonly nodePort: number;
    readonly protocol: "tcp" | "udp" | "sctp";
}
export interface Mount {
    readonly hostPath: string;
    readonly nodePath: string;
    readonly readOnly: boolean;
    readonly propagation: "none" | "host-to-container" | "bidirectional";
}
export type KernelFeature = string;
export interface KernelReport {
    readonly release: string;
    readonly features: Readonly<Record<KernelFeature, {
        readonly present: boolean;
        readonly detail: string;
    }>>;
}

// cni-installer.d.ts
import type { ClusterPlan, KernelFeature, KernelReport, NetworkPlan, NodePlan } from "./cluster-plan.js";
import type { Argv, ClusterContext } from "./context.js";
import type { Node } from "./node.js";
import type { Condition, Options } from "./provider.js";
export interface CniInstaller {
    needs(network: NetworkPlan, options: Options, kernel: KernelReport): CniNeeds;
    place?(node: Node, planned: NodePlan, plan: ClusterPlan): Promise<void>;
    install(cluster: ClusterContext): Promise<void>;
    ready(cluster: ClusterContext): Promise<Condition>;
    uninstall?(cluster: ClusterContext): Promise<void>;
}
export interface CniNeeds {
    readonly replacesKubeProxy: boolean;
    readonly kernel: readonly KernelNeed[];
    readonly images: readonly CniImage[];
    readonly networkPolicy?: boolean;
    readonly notes?: readonly string[];
}
export interface KernelNeed {
    readonly feature: KernelFeature;
    readonly why: string;
    readonly probe?: Argv;
    readonly log?: {
        readonly of: string;
        readonly words: string;
    };
    readonly avoid?: string;
    readonly optional?: boolean;
}
export interface CniImage {
    readonly ref: string;
    readonly sources: readonly [
        ImageSource,
        ...ImageSource[]
    ];
}
export type ImageSource = {
    readonly type: "registry";
} | {
    readonly type: "archive";
    readonly url: string;
    readonly sha256: string;
} | GoModulesSource;
export interface GoModulesSource {
    readonly type: "go-modules";
    readonly programs: readonly GoProgram[];
    readonly debianPackages: readonly string[];
    readonly debianExcludes?: readonly string[];
    readonly files?: readonly ImageFile[];
    readonly entrypoint: readonly string[];
}
export type ImageFile = ModuleFile | {
    readonly target: string;
    readonly text: string;
    readonly executable?: boolean;
};
export interface ModuleFile {
    readonly target: string;
    readonly directory: string;
    readonly module: string;
    readonly path: string;
    readonly except?: readonly string[];
    readonly executable?: boolean;
}
export interface GoProgram {
    readonly directory: string;
    readonly package: string;
    readonly target: string;
    readonly cgo?: boolean;
    readonly tags?: readonly string[];
    readonly ldflags?: readonly string[];
}

// context.d.ts
import type { ClusterPlan } from "./cluster-plan.js";
import type { Node } from "./node.js";
export interface Context {
    readonly signal: AbortSignal;
    readonly log: Log;
    readonly dirs: {
        readonly state: string;
        readonly cache: string;
    };
    exec(argv: Argv, options?: ExecOptions): Promise<ExecResult>;
}
export interface ClusterContext extends Context {
    readonly plan: ClusterPlan;
    readonly nodes: readonly [
        Node,
        ...Node[]
    ];
    kubectl(args: readonly string[], options?: ExecOptions): Promise<ExecResult>;
}
export interface Log {
    debug(message: string): void;
    info(message: string): void;
    warn(message: string): void;
}
export type Argv = readonly [
    program: string,
    ...args: string[]
];
export interface ExecOptions {
    readonly stdin?: string | Uint8Array | AsyncIterable<Uint8Array>;
    readonly env?: Readonly<Record<string, string>>;
    readonly cwd?: string;
    readonly allowFailure?: boolean;
    readonly timeoutSeconds?: number;
    readonly onStdout?: (chunk: Uint8Array) => void | Promise<void>;
}
export interface ExecResult {
    readonly exitCode: number;
    readonly stdout: string;
    readonly stderr: string;
}

// index.d.ts
export type * from "./cluster-plan.js";
export type * from "./cni-installer.js";
export type * from "./context.js";
export type * from "./node-image.js";
export type * from "./node.js";
export type * from "./provider.js";
export type * from "./register.js";
export type * from "./runtime-backend.js";

// node-image.d.ts
import type { Context } from "./context.js";
import type { Probe } from "./provider.js";
export interface NodeImageBuilder {
    readonly imageStore: string;
    probe(ctx: Context): Promise<Probe>;
    build(recipe: ImageRecipe, ctx: Context): Promise<void>;
}
export interface ImageRecipe {
    readonly ref: string;
    readonly arch: Arch;
    readonly directory: string;
    readonly target?: string;
    readonly args: Readonly<Record<string, string>>;
    readonly labels: Readonly<Record<string, string>>;
}
export type Arch = "amd64" | "arm64";

// node.d.ts
import type { NodeRole } from "./cluster-plan.js";
import type { Argv, ExecOptions, ExecResult } from "./context.js";
export interface Node {
    readonly cluster: string;
    readonly name: string;
    readonly role: NodeRole;
    readonly labels: Readonly<Record<string, string>>;
    readonly image: string;
    readonly running: boolean;
    exec(argv: Argv, options?: ExecOptions): Promise<ExecResult>;
    addresses(): Promise<readonly [
        string,
        ...string[]
    ]>;
    reach(port: number): Promise<{
        readonly host: string;
        readonly port: number;
        readonly hint?: string;
    }>;
    logs(): AsyncIterable<Uint8Array>;
}

// provider.d.ts
export type OptionsSchema = Readonly<Record<string, unknown>>;
export type Options = Readonly<Record<string, unknown>>;
export interface Registration<P> {
    readonly apiVersion: 1;
    readonly name: string;
    readonly summary: string;
    readonly options?: OptionsSchema;
    load(): Promise<P>;
}
export type Probe = {
    readonly available: true;
    readonly version: string;
    readonly kernel?: string;
    readonly notes?: readonly string[];
    readonly nodeLimit?: {
        readonly max: number;
        readonly reason: string;
    };
} | {
    readonly available: false;
    readonly reason: string;
    readonly fix?: string;
    readonly packages?: Packages;
};
export type Packages = Readonly<Partial<Record<PackageManager, readonly string[]>>>;
export type PackageManager = "apt" | "dnf" | "pacman" | "brew";
export type Condition = {
    readonly met: true;
} | {
    readonly met: false;
    readonly reason: string;
};

// register.d.ts
import type { CniInstaller } from "./cni-installer.js";
import type { NodeImageBuilder } from "./node-image.js";
import type { Registration } from "./provider.js";
import type { RuntimeBackend } from "./runtime-backend.js";
export interface RegisterPayload {
    readonly register: {
        runtime(registration: Registration<RuntimeBackend>): void;
        imageBuilder(registration: Omit<Registration<NodeImageBuilder>, "options">): void;
        cni(registration: Registration<CniInstaller>): void;
    };
}
export type RegisterHook = (payload: RegisterPayload) => Promise<void> | void;

// runtime-backend.d.ts
import type { ClusterPlan, NodePlan } from "./cluster-plan.js";
import type { Context } from "./context.js";
import type { Node } from "./node.js";
import type { Probe } from "./provider.js";
export interface RuntimeBackend {
    readonly imageStore: string;
    readonly images: ImageStore;
    probe(ctx: Context): Promise<Probe>;
    prepare(plan: ClusterPlan, ctx: Context): Promise<CreateNode>;
    listNodes(ctx: Context): Promise<readonly Node[]>;
    listClusters(ctx: Context): Promise<readonly string[]>;
    removeCluster(cluster: string, ctx: Context): Promise<void>;
    removeNode?(node: Pick<Node, "cluster" | "name">, ctx: Context): Promise<void>;
    readonly power?: Power;
    readonly kernelPerNode?: boolean;
    report?(ctx: Context, hand: (assumption: Assumption) => void): Promise<void>;
}
export interface Assumption {
    readonly id: string;
    readonly text: string;
    readonly check: string;
    readonly holds: boolean | null;
    readonly seen: string;
}
export type CreateNode = (node: NodePlan) => Promise<Node>;
export interface Power {
    stop(node: Node, ctx: Context): Promise<void>;
    start(node: Node, ctx: Context): Promise<void>;
}
export interface ImageStore {
    list(ctx: Context): Promise<readonly StoredImage[]>;
    inspect(ref: string, ctx: Context): Promise<StoredImage | null>;
    load(archive: string, ctx: Context): Promise<void>;
    pull(ref: string, ctx: Context): Promise<void>;
    remove(ref: string, ctx: Context): Promise<void>;
    save(refs: readonly string[], ctx: Context, write: (chunk: Uint8Array) => void | Promise<void>): Promise<void>;
}
export interface StoredImage {
    readonly id: string;
    readonly names: readonly string[];
    readonly labels: Readonly<Record<string, string>>;
    readonly size: number;
    readonly created: string;
}
