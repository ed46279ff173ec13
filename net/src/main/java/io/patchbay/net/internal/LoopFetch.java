package io.patchbay.net.internal;

import io.patchbay.net.fetch.UpgradeFetch;

/**
 * A fetch of this bundle: it wants a loop of {@link io.patchbay.net.EventLoops}, never blocks, and
 * answers on the loop, so that nothing is handed over between threads. Its streams are {@link
 * ChannelStream}s.
 */
public interface LoopFetch extends UpgradeFetch {}
