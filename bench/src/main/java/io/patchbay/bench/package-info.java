/**
 * Benchmarks, each beside its floor in the same run, and the load server that they talk to. It
 * stands on top of everything and nothing stands on it.
 */
@org.osgi.annotation.bundle.Export
@org.osgi.annotation.versioning.Version("1.0.0")
@org.jspecify.annotations.NullMarked
package io.patchbay.bench;
