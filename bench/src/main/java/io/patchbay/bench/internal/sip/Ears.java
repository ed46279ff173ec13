package io.patchbay.bench.internal.sip;

import io.patchbay.bench.internal.rtc.Clearness;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Ears for the first few calls, so that listening is no part of what calls cost. */
final class Ears {

    private static final int LISTENED = 4;

    private final int rate;
    private final List<Clearness> ears = new ArrayList<>();

    Ears(int rate) {
        this.rate = rate;
        for (int i = 0; i < LISTENED; i++) {
            ears.add(new Clearness(rate));
        }
    }

    int rate() {
        return rate;
    }

    static boolean listened(int call) {
        return call < LISTENED;
    }

    /** Call number {@code call} brings sound. */
    void hear(int call, ByteBuffer pcm) {
        if (call < LISTENED) {
            ears.get(call).hear(pcm);
        }
    }

    double takeClear(int calls) {
        return ears.stream()
                .limit(Math.min(calls, LISTENED))
                .mapToDouble(Clearness::take)
                .average()
                .orElse(0);
    }
}
