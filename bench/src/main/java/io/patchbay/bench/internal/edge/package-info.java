/** Lines through fetches and relays, beside the direct one. */
@org.jspecify.annotations.NullMarked
package io.patchbay.bench.internal.edge;
