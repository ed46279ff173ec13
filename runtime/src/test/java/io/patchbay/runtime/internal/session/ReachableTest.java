package io.patchbay.runtime.internal.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A measure that sees nothing would find no leak. */
@Tag("heap")
class ReachableTest {
    private static final int THING = 10_000;

    static Stream<Object> holders() {
        byte[] thing = new byte[THING];
        CompletableFuture<Object> waiting = new CompletableFuture<>();
        waiting.thenAccept(nothing -> thing[0]++);
        Runnable lambda = () -> thing[0]++;
        return Stream.of(
                new ArrayList<>(List.of(thing)),
                List.of(thing),
                new HashMap<>(Map.of("k", thing)),
                new ConcurrentHashMap<>(Map.of(thing, "v")),
                new ConcurrentLinkedQueue<>(List.of(thing)),
                new AtomicReference<>(thing),
                CompletableFuture.completedFuture(thing),
                waiting,
                lambda,
                new Object[] {new Object[] {thing, thing}});
    }

    @ParameterizedTest
    @MethodSource("holders")
    void whatever_holds_a_thing_is_as_large_as_the_thing(Object holder) {
        long bytes = Reachable.bytes(holder);
        assertTrue(bytes >= THING && bytes < THING + 2_000, holder.getClass() + ": " + bytes);
        assertEquals(bytes, Reachable.bytes(holder));
    }
}
