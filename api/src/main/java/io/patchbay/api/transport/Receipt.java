package io.patchbay.api.transport;

import java.util.Objects;

/**
 * A command went onto the wire. It says nothing about what the provider made of it: success comes
 * as an event, failure as {@link TransportEvent.Error} with the command's id.
 *
 * @param commandId the command
 * @param messages how many wire messages it became
 */
public record Receipt(String commandId, int messages) {
    /** Checks for null. */
    public Receipt {
        Objects.requireNonNull(commandId, "commandId");
    }
}
