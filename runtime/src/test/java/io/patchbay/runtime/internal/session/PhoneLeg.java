package io.patchbay.runtime.internal.session;

import io.patchbay.api.audio.AudioFormat;
import io.patchbay.api.session.SerialLoop;
import io.patchbay.api.transport.CallerLeg;
import io.patchbay.api.transport.CloseReason;
import io.patchbay.api.transport.LegCapabilities;
import io.patchbay.api.transport.LegCapabilities.Verb;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** A telephone whose far end is the test: it writes down what is asked of it. */
class PhoneLeg extends TestLeg {
    final List<Control> asked = new ArrayList<>();
    final Map<Verb, String> rejected = new HashMap<>();

    /** Whether what is asked for is done at once; a transfer is answered by the test. */
    final CompletableFuture<Void> transferred = new CompletableFuture<>();

    /** Whether its sound flows only when the test says so. */
    boolean rings;

    private CallerLeg.@Nullable Listener session;

    PhoneLeg() {
        super("phone", AudioFormat.PCM16_24K, Pacing.SINK);
    }

    PhoneLeg(Verb cannot) {
        this();
        rejected.put(cannot, "this one cannot");
    }

    @Override
    public String kind() {
        return "phone";
    }

    @Override
    public Map<String, String> metadata() {
        return Map.of("from", "sip:anna@example.org");
    }

    @Override
    public LegCapabilities capabilities() {
        return new LegCapabilities(AudioFormat.PCM16_24K, rejected);
    }

    @Override
    public void join(SerialLoop loop, CallerLeg.Listener listener) {
        session = listener;
        if (!rings) {
            super.join(loop, listener);
        }
    }

    @Override
    CallerLeg.Listener says() {
        return Objects.requireNonNull(session);
    }

    @Override
    public CompletionStage<Void> control(Control control) {
        asked.add(control);
        if (control instanceof Control.Transfer) {
            return transferred;
        }
        if (control instanceof Control.HangUp) {
            says().onClosed(CloseReason.NORMAL);
        }
        return CompletableFuture.completedFuture(null);
    }

    /** It was asked for nothing but the one thing. */
    <C extends Control> C only(Class<C> kind) {
        if (asked.size() != 1) {
            throw new AssertionError("one request, not " + asked);
        }
        return kind.cast(asked.get(0));
    }
}
