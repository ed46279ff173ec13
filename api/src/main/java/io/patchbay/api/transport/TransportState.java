package io.patchbay.api.transport;

/** Where a link stands. */
public enum TransportState {
    /** Never connected, or over. */
    DISCONNECTED,
    /** Between the call of connect and its completion. */
    CONNECTING,
    /** The provider has accepted the opening. */
    CONNECTED,
    /** The closing handshake runs. */
    DISCONNECTING
}
