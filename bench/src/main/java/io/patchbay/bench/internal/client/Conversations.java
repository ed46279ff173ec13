package io.patchbay.bench.internal.client;

import io.patchbay.api.session.SessionEvent;
import io.patchbay.api.session.SessionListener;
import io.patchbay.api.transport.TransportEvent;
import java.net.URI;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.DoubleSupplier;
import java.util.stream.DoubleStream;

/**
 * What an item of the conversation and a tool call cost when the conversation has a given length
 * already. A listener hears all events, as an application does.
 */
final class Conversations {

    private static final String ITEMS_DONE = "bench.items.done";
    private static final String CALLS_DONE = "bench.calls.done";

    /** Fresh sessions a round: one alone is over before the machine's other work evens out. */
    private static final int SESSIONS = 3;

    private final URI uri;

    Conversations(URI uri) {
        this.uri = uri;
    }

    private static double mean(DoubleSupplier once) {
        return DoubleStream.generate(once).limit(SESSIONS).average().orElseThrow();
    }

    /** CPU microseconds an item, with {@code length} items there before. */
    double item(SessionClient client, int length, int items) {
        return mean(() -> itemOnce(client, length, items));
    }

    private double itemOnce(SessionClient client, int length, int items) {
        Signals signals = new Signals();
        try (SessionClient.Full full = client.connect(uri, signals)) {
            fill(full, signals, length);
            settle();
            Cost.Cpu from = Cost.cpu();
            fill(full, signals, items);
            double micros = from.microsEach(items);
            check(full, length + items);
            return micros;
        }
    }

    /** CPU microseconds a call of a tool that does nothing, with {@code length} items before. */
    double call(SessionClient client, int length, int calls) {
        return mean(() -> callOnce(client, length, calls));
    }

    private double callOnce(SessionClient client, int length, int calls) {
        Signals signals = new Signals();
        try (SessionClient.Full full = client.connect(uri, signals)) {
            fill(full, signals, length);
            settle();
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

    /**
     * The items of the past become old, as in a conversation that took hours to grow: otherwise the
     * young collector's copying of what was loaded a moment ago would be charged to what follows.
     */
    private static void settle() {
        Cost.liveHeap();
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
