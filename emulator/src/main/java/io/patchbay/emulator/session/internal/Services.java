package io.patchbay.emulator.session.internal;

import io.patchbay.emulator.EmulatorOptions;
import io.patchbay.emulator.Script;
import io.patchbay.emulator.speech.Ear;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.Executor;

/**
 * What all sessions of an emulator share.
 *
 * @param options the settings
 * @param speech speaks
 * @param ear listens
 * @param workers run what may block
 * @param script answers in place of the stand-in model
 * @param counters counts
 * @param clock the time of day, for {@code expires_at}
 */
public record Services(
        EmulatorOptions options,
        SpeechOut speech,
        Ear ear,
        Executor workers,
        Optional<Script> script,
        Counters counters,
        Clock clock) {}
