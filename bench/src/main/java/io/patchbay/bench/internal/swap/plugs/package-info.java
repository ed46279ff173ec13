/**
 * Plugs that are packed into bundles of their own while the benchmark runs, with one version after
 * the other. Nothing here is loaded by anybody else.
 */
@org.jspecify.annotations.NullMarked
package io.patchbay.bench.internal.swap.plugs;
