package io.patchbay.bench.internal.edge;

import io.patchbay.api.provider.Endpoint;
import io.patchbay.api.transport.RealtimeTransport;
import java.util.OptionalLong;
import java.util.function.Supplier;

/**
 * One way for a line to reach the echo.
 *
 * @param id of its figures
 * @param name for people
 * @param line makes a transport that is not connected yet
 * @param address where it goes now: tokens are minted for each connect
 * @param relay the process in between, where there is one
 */
record Way(
        String id,
        String name,
        Supplier<RealtimeTransport> line,
        Supplier<Endpoint> address,
        OptionalLong relay) {

    /** What all others are held against. */
    static final String DIRECT = "websocket";

    /** Nothing is in between. */
    static Way direct(
            String id, String name, Supplier<RealtimeTransport> line, Supplier<Endpoint> address) {
        return new Way(id, name, line, address, OptionalLong.empty());
    }

    RealtimeTransport transport() {
        return line.get();
    }

    Endpoint endpoint() {
        return address.get();
    }
}
