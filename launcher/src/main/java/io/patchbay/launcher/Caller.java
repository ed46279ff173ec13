package io.patchbay.launcher;

import io.patchbay.api.transport.CallerLeg;
import java.util.concurrent.CompletionStage;

/**
 * Who talks in {@code talk}.
 *
 * @param leg joins the session
 * @param said completes when all was said; never with a microphone
 * @param written completes after the leg was closed, when the file of what was heard is whole
 */
record Caller(CallerLeg leg, CompletionStage<Void> said, CompletionStage<Void> written) {}
