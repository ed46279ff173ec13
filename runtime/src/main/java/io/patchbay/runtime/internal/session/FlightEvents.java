package io.patchbay.runtime.internal.session;

import jdk.jfr.Category;
import jdk.jfr.DataAmount;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;

/** What a JDK Flight Recorder is told, without content. */
final class FlightEvents {
    private FlightEvents() {}

    /** A session from its opening to its end. */
    @Name("io.patchbay.Session")
    @Label("Session")
    @Category({"Patchbay"})
    @StackTrace(false)
    static final class SessionLived extends Event {
        @Label("Session")
        String session = "";

        @Label("Cause of the end")
        String cause = "";
    }

    /** A response from its beginning to its end. */
    @Name("io.patchbay.Response")
    @Label("Response")
    @Category({"Patchbay"})
    @StackTrace(false)
    static final class ResponseRan extends Event {
        @Label("Session")
        String session = "";

        @Label("Response")
        String response = "";

        @Label("Agent")
        String agent = "";

        @Label("Status")
        String status = "";

        @Label("Time to first audio")
        @Timespan(Timespan.NANOSECONDS)
        long firstAudio = -1;
    }

    /** A tool call. */
    @Name("io.patchbay.Tool")
    @Label("Tool call")
    @Category({"Patchbay"})
    @StackTrace(false)
    static final class ToolRan extends Event {
        @Label("Session")
        String session = "";

        @Label("Tool")
        String tool = "";

        @Label("Call")
        String call = "";
    }

    /** The agent was silenced. */
    @Name("io.patchbay.Interruption")
    @Label("Interruption")
    @Category({"Patchbay"})
    @StackTrace(false)
    static final class Interrupted extends Event {
        @Label("Session")
        String session = "";

        @Label("Cause")
        String cause = "";
    }

    /** A time without a line. */
    @Name("io.patchbay.Reconnect")
    @Label("Reconnect")
    @Category({"Patchbay"})
    @StackTrace(false)
    static final class Reconnected extends Event {
        @Label("Session")
        String session = "";
    }

    /** Sound was dropped since the last event of this kind. */
    @Name("io.patchbay.AudioDrop")
    @Label("Audio drop")
    @Category({"Patchbay"})
    @StackTrace(false)
    static final class AudioDropped extends Event {
        @Label("Session")
        String session = "";

        @Label("Late frames of the model")
        long lateFrames;

        @Label("Caller's sound")
        @DataAmount
        long callerBytes;
    }
}
