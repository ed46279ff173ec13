package io.patchbay.api.transport;

import org.jspecify.annotations.Nullable;

/**
 * A connection that stands.
 *
 * @param callId the provider's name of the call, on lines that have one, or null
 */
public record Connected(@Nullable String callId) {}
