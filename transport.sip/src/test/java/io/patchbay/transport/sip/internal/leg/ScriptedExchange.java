package io.patchbay.transport.sip.internal.leg;

import io.patchbay.api.session.SerialLoop;
import io.patchbay.sip.SipCall;
import io.patchbay.sip.SipCounters;
import io.patchbay.sip.SipDoor;
import io.patchbay.sip.SipHandler;
import io.patchbay.sip.SipRegistration;
import io.patchbay.sip.SipSettings;
import io.patchbay.sip.SipTarget;
import java.net.URI;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** A telephone exchange without a network: calls come when a test says so, in any odd order. */
final class ScriptedExchange implements DoorOpener, SipDoor {

    final List<ScriptedCall> placed = new CopyOnWriteArrayList<>();
    private final ConcurrentMap<String, String> memory = new ConcurrentHashMap<>();
    private @Nullable SipHandler handler;
    private @Nullable SipSettings settings;

    @Override
    public SipDoor open(String name, SipSettings settings, SipHandler handler) {
        this.settings = settings;
        this.handler = handler;
        return this;
    }

    /** What the plug asked for; null as long as it listens nowhere. */
    @Nullable SipSettings settings() {
        return settings;
    }

    /** Somebody calls. */
    ScriptedCall ring(String... headers) {
        ScriptedCall call = new ScriptedCall(true, headers);
        SipHandler told = handler;
        if (told == null) {
            throw new AssertionError("nobody listens");
        }
        told.onCall(call);
        return call;
    }

    @Override
    public List<URI> listening() {
        return List.of(URI.create("sip:127.0.0.1:5062;transport=udp"));
    }

    @Override
    public SipCall call(SipTarget target, SerialLoop loop, SipCall.Listener listener) {
        ScriptedCall call = new ScriptedCall(false);
        call.take(loop, listener);
        placed.add(call);
        return call;
    }

    @Override
    public int sampleRate() {
        return 8_000;
    }

    @Override
    public List<SipRegistration> registrations() {
        return List.of();
    }

    @Override
    public SipCounters counters() {
        return new SipCounters(0, 0, 0, 0, 0, 0);
    }

    @Override
    public ConcurrentMap<String, String> memory() {
        return memory;
    }

    @Override
    public void close() {
        handler = null;
    }
}
