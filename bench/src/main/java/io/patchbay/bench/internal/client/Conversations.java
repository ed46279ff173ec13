package io.patchbay.bench.internal.client;

import io.patchbay.api.session.SessionEvent;
import io.patchbay.api.session.SessionListener;
import io.patchbay.api.transport.TransportEvent;
import java.net.URI;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What an item of the conversation and a tool call cost when the conversation has a given length
 * already. A listener hears all events, as an application does.
 */
final class Conversations {

    private static final String ITEMS_DONE = "bench.items.done";
    private static final String CALLS_DONE = "bench.calls.done";

    private final URI uri;

    Conversations(URI uri) {
        this.uri = uri;
    }

    /** CPU microseconds an item, with {@code length} items there before. */
    double item(SessionClient client, int length, int items) {
        Signals signals = new Signals();
        try (SessionClient.Full full = client.connect(uri, signals)) {
            fill(full, signals, length);
            Cost.Cpu from = Cost.cpu();
            fill(full, signals, items);
            double micros = from.microsEach(items);
            check(full, length + items);
            return micros;
        }
    }

    /** CPU microseconds a call of a tool that does nothing, with {@code length} items before. */
    double call(SessionClient client, int length, int calls) {
        Signals signals = new Signals();
        try (SessionClient.Full full = client.connect(uri, signals)) {
            fill(full, signals, length);
            int before = signals.tools;
            Cost.Cpu from = Cost.cpu();
            CompletableFuture<Void> done = signals.next(CALLS_DONE);
            full.send("{\"type\":\"bench.calls\",\"count\":" + calls + "}");
            Waiting.on("the end of " + calls + " tool calls", done);
            double micros = from.microsEach(calls);
            if (signals.tools - before != calls) {
                throw new BenchException((signals.tools - before) + " tools ended, not " + calls);
            }
            return micros;
        }
    }

    private static void fill(SessionClient.Full full, Signals signals, int items) {
        if (items > 0) {
            CompletableFuture<Void> done = signals.next(ITEMS_DONE);
            full.send("{\"type\":\"bench.items\",\"count\":" + items + "}");
            Waiting.on("the arrival of " + items + " items", done);
        }
    }

    private static void check(SessionClient.Full full, int items) {
        int there = full.session().history().size();
        if (there != items) {
            throw new BenchException("the history has " + there + " items, not " + items);
        }
    }

    private static final class Signals implements SessionListener {
        private final Map<String, CompletableFuture<Void>> awaited = new ConcurrentHashMap<>();
        private volatile int tools;

        CompletableFuture<Void> next(String type) {
            CompletableFuture<Void> signal = new CompletableFuture<>();
            awaited.put(type, signal);
            return signal;
        }

        @Override
        public Set<Interest> interests() {
            return Set.of(Interest.EVENTS, Interest.AUDIO, Interest.TRANSPORT);
        }

        @Override
        @SuppressWarnings("NonAtomicVolatileUpdate") // written on the loop only
        public void onEvent(SessionEvent event) {
            if (event instanceof SessionEvent.ToolEnded) {
                tools++;
            }
        }

        @Override
        public void onTransportEvent(TransportEvent event) {
            if (event instanceof TransportEvent.Extension other) {
                CompletableFuture<Void> signal = awaited.remove(other.type());
                if (signal != null) {
                    signal.complete(null);
                }
            }
        }
    }
}
