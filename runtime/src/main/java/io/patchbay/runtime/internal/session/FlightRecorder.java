package io.patchbay.runtime.internal.session;

import io.patchbay.api.history.Item;
import io.patchbay.api.session.Response;
import io.patchbay.api.session.SessionEvent.InterruptionCause;
import io.patchbay.api.transport.CloseReason;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Tells a JDK Flight Recorder what happens. While none records, nothing but the question whether
 * one does is left. On the loop.
 */
final class FlightRecorder implements Follower {
    private final SessionCore core;
    private FlightEvents.@Nullable SessionLived lived;
    private @Nullable Map<String, FlightEvents.ResponseRan> responses;
    private @Nullable Map<String, FlightEvents.ToolRan> tools;
    private FlightEvents.@Nullable Reconnected gap;
    private long lateFrames;
    private long callerBytes;

    FlightRecorder(SessionCore core) {
        this.core = core;
        FlightEvents.SessionLived event = new FlightEvents.SessionLived();
        if (event.isEnabled()) {
            event.session = core.id;
            event.begin();
            lived = event;
        }
    }

    @Override
    public void responseStarted(Responses.Active response) {
        FlightEvents.ResponseRan event = new FlightEvents.ResponseRan();
        if (event.isEnabled()) {
            event.session = core.id;
            event.response = response.id;
            event.agent = response.agent();
            event.begin();
            Map<String, FlightEvents.ResponseRan> running =
                    responses == null ? new HashMap<>() : responses;
            responses = running;
            running.put(response.id, event);
        }
    }

    @Override
    public void firstAudio(Responses.Active response, long nanos) {
        FlightEvents.ResponseRan event = responses == null ? null : responses.get(response.id);
        if (event != null) {
            event.firstAudio = nanos;
        }
    }

    @Override
    public void responseEnded(Responses.Active response, Response result) {
        FlightEvents.ResponseRan event = responses == null ? null : responses.remove(response.id);
        if (event != null) {
            event.status = result.status().name();
            event.commit();
        }
        drops();
    }

    @Override
    public void toolStarted(Item.FunctionCall call) {
        FlightEvents.ToolRan event = new FlightEvents.ToolRan();
        if (event.isEnabled()) {
            event.session = core.id;
            event.tool = call.name();
            event.call = call.callId();
            event.begin();
            Map<String, FlightEvents.ToolRan> running = tools == null ? new HashMap<>() : tools;
            tools = running;
            running.put(call.callId(), event);
        }
    }

    @Override
    public void toolEnded(Item.FunctionCall call) {
        FlightEvents.ToolRan event = tools == null ? null : tools.remove(call.callId());
        if (event != null) {
            event.commit();
        }
    }

    @Override
    public void interrupted(InterruptionCause cause) {
        FlightEvents.Interrupted event = new FlightEvents.Interrupted();
        if (event.isEnabled()) {
            event.session = core.id;
            event.cause = cause.name();
            event.commit();
        }
    }

    @Override
    public void lineGone() {
        FlightEvents.Reconnected event = new FlightEvents.Reconnected();
        if (event.isEnabled()) {
            event.session = core.id;
            event.begin();
            gap = event;
        }
        responses = null;
    }

    @Override
    public void lineOpened(Line line) {
        FlightEvents.Reconnected event = gap;
        gap = null;
        if (event != null) {
            event.commit();
        }
    }

    private void drops() {
        FlightEvents.AudioDropped event = new FlightEvents.AudioDropped();
        long late = core.counters.lateFrames;
        long bytes = core.counters.callerBytesDropped;
        if ((late > lateFrames || bytes > callerBytes) && event.isEnabled()) {
            event.session = core.id;
            event.lateFrames = late - lateFrames;
            event.callerBytes = bytes - callerBytes;
            event.commit();
        }
        lateFrames = late;
        callerBytes = bytes;
    }

    @Override
    public void closed(CloseReason reason) {
        drops();
        FlightEvents.SessionLived event = lived;
        if (event != null) {
            event.cause = reason.cause().name();
            event.commit();
        }
    }
}
