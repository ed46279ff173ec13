package io.patchbay.bench.internal.swap;

import io.patchbay.api.plug.PlugKind;
import org.jspecify.annotations.Nullable;

/** What is exchanged under calls of marker tones, and how: a row of the results. */
interface ToneWay {

    /** What it is called in a fault. */
    String name();

    /** What is exchanged; null where nothing is. */
    @Nullable PlugKind kind();

    /** Whether silence is promised. */
    boolean promised();

    /** Whether lines to the model move. */
    default boolean moves() {
        PlugKind kind = kind();
        return kind == null || kind == PlugKind.TRANSPORT || kind == PlugKind.PROVIDER;
    }
}
