package io.patchbay.itest.internal;

import io.patchbay.itest.call.Call;
import io.patchbay.itest.call.CallDesk;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

/**
 * A call that is held from a container's shell, for tests that drive a container from outside by
 * what a person would type there. The shell calls on one thread. Immediate, for a shell may give
 * the service back after each command, and a call is to last.
 */
@Component(
        service = CallCommands.class,
        immediate = true,
        property = {
            "osgi.command.scope=call",
            "osgi.command.function=plugs",
            "osgi.command.function=open",
            "osgi.command.function=say",
            "osgi.command.function=heard",
            "osgi.command.function=hangup"
        })
public final class CallCommands {

    private final CallDesk desk;
    private @Nullable Call call;

    /** For the container. */
    @Activate
    public CallCommands(@Reference CallDesk desk) {
        this.desk = desk;
    }

    @Deactivate
    void deactivate() {
        if (call != null) {
            call.close();
        }
    }

    /** What is plugged in, a line each. */
    public String plugs() {
        return String.join("\n", desk.plugs());
    }

    /** Connects a call with an agent. */
    public String open(String agent) {
        call = desk.open(agent);
        return "connected";
    }

    /** Types a message, and returns what the agent answers and which tools it has called so far. */
    public String say(String... words) {
        return current().type(String.join(" ", words)) + " " + current().tools();
    }

    /** How much of the agent's sound was heard, in milliseconds, and what went wrong. */
    public String heard() {
        return current().millisHeard() + " ms " + current().complaints();
    }

    /** Ends the call. */
    public String hangup() {
        current().close();
        call = null;
        return "hung up";
    }

    private Call current() {
        if (call == null) {
            throw new IllegalStateException("no call is up: open one first");
        }
        return call;
    }
}
