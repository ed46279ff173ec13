package io.patchbay.launcher;

import io.patchbay.api.session.SessionOptions;
import java.util.Hashtable;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.ServiceRegistration;

/**
 * What an operator may say to an agent in the shell of {@code run}, in the scope {@code patchbay}
 * beside the commands of management. Gogo finds the public methods by name, each call on the
 * shell's thread.
 */
public final class ShellCommands implements AutoCloseable {

    private final Inside inside;
    private final SessionOptions options;
    private @Nullable ServiceRegistration<?> registration;
    private @Nullable ShellCall call;

    ShellCommands(Inside inside, SessionOptions options) {
        this.inside = inside;
        this.options = options;
    }

    /** Makes the commands known. */
    void register() {
        Hashtable<String, Object> properties = new Hashtable<>();
        properties.put("osgi.command.scope", "patchbay");
        properties.put("osgi.command.function", new String[] {"call", "say", "hangup"});
        registration = inside.bundle().registerService(ShellCommands.class, this, properties);
    }

    /** Opens a session that stays, for {@link #say}. */
    public synchronized String call() {
        if (call != null) {
            return "there is a call already; patchbay:hangup ends it";
        }
        try {
            ShellCall opened = new ShellCall(inside.sessions(), options);
            call = opened;
            return "the session " + opened.id() + " is up";
        } catch (RuntimeException e) {
            return Failures.line(e);
        }
    }

    /** Ends the session that {@link #call} has opened. */
    public synchronized String hangup() {
        ShellCall open = call;
        if (open == null) {
            return "there is no call";
        }
        call = null;
        open.close();
        return "the session is closed";
    }

    /**
     * Asks the agent that {@code run} was told of: in the call that is up, else in a conversation
     * of one question.
     */
    public synchronized String say(String... words) throws InterruptedException {
        if (words.length == 0) {
            return "usage: patchbay:say WORDS";
        }
        String question = String.join(" ", words);
        try {
            if (call != null) {
                return call.say(question).stripTrailing();
            }
            try (ShellCall once = new ShellCall(inside.sessions(), options)) {
                return once.say(question).stripTrailing();
            }
        } catch (RuntimeException e) {
            return Failures.line(e);
        }
    }

    @Override
    public void close() {
        hangup();
        if (registration != null) {
            try {
                registration.unregister();
            } catch (IllegalStateException e) {
                registration = null; // the container has stopped, and took it back already
            }
        }
    }
}
