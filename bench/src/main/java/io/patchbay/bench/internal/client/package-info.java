/** Measures a client of the Realtime protocol: full sessions and floors, in turn. */
@org.jspecify.annotations.NullMarked
package io.patchbay.bench.internal.client;
