package io.patchbay.bench.internal.sip;

import io.patchbay.bench.internal.floor.BareSpeakers;
import java.io.IOException;

/** Sockets that send and receive packets of G.711, and nothing else. */
final class BareCrowd implements SoundCrowd {

    private final Ears ears = new Ears(Telephones.RATE);
    private final BareSpeakers speakers;
    private int calls;

    BareCrowd(int trunk) throws IOException {
        speakers = new BareSpeakers(trunk, Telephones.markers(), ears::hear);
    }

    @Override
    public void connect(int count) throws IOException {
        calls = count;
        speakers.connect(count);
    }

    @Override
    public double takeClear() {
        return ears.takeClear(calls);
    }

    @Override
    public void close() throws IOException {
        speakers.close();
    }
}
