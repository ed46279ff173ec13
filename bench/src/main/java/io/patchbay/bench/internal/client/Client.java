package io.patchbay.bench.internal.client;

import io.patchbay.bench.internal.floor.Ear;
import java.net.URI;

/** Something that can be measured: opens connections and hears their sound. */
interface Client extends AutoCloseable {

    /** Part of the figures' ids: {@code session}, {@code lean}, {@code streaming}. */
    String id();

    /** For people. */
    String name();

    /**
     * Opens a connection and waits until it stands.
     *
     * @param ear hears its sound on its event loop
     * @throws BenchException when it does not come about
     */
    Conn connect(URI uri, Ear ear);

    @Override
    void close();

    /** A connection. */
    interface Conn extends AutoCloseable {

        /** Sends one event. */
        void send(String json);

        /** Whether it still stands. */
        boolean open();

        /** Closes it and waits until it is gone. */
        @Override
        void close();
    }
}
