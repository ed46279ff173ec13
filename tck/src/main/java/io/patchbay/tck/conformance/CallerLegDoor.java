package io.patchbay.tck.conformance;

import static io.patchbay.tck.conformance.Finding.require;

import io.patchbay.api.plug.Settings;
import io.patchbay.api.transport.CallRouter;
import io.patchbay.api.transport.CallerLegFactory;
import io.patchbay.api.transport.IncomingCalls;
import org.junit.jupiter.api.Test;

/** What becomes of calls at a door: offered, answered, refused, apart from each other. */
@Contract({CallerLegFactory.class, IncomingCalls.class, CallRouter.class})
abstract class CallerLegDoor extends CallerLegKit {

    @Test
    void a_call_is_offered_and_answered_under_the_factorys_name() throws Exception {
        Settings settings = settings();
        door(settings);
        call(settings);
        Switchboard.Offered offered = board().offered(patience());
        offered.accept();
        LegCall session = board().answered(patience());
        String name = factory().name();
        require(
                offered.call().kind().equals(name)
                        && session.leg.kind().equals(name)
                        && !offered.call().id().isBlank()
                        && !session.leg.id().isBlank(),
                "call and leg have the factory's name for their kind, and an id",
                () ->
                        "the factory is '"
                                + name
                                + "', the call "
                                + offered.call()
                                + ", the leg '"
                                + session.leg.kind()
                                + "' with the id '"
                                + session.leg.id()
                                + "'",
                "use the name of the factory in both");
    }

    @Test
    void a_refused_call_ends_and_is_not_answered() throws Exception {
        Settings settings = settings();
        door(settings);
        Caller caller = call(settings);
        board().offered(patience()).refuse();
        require(
                caller.isGone(patience()) && !board().hasAnswered(),
                "a call that the router refuses is refused at the far end",
                () -> board().hasAnswered() ? "it was answered" : "the caller still waits",
                "on Decision.Refuse end the call with its status");
    }

    @Test
    void a_call_that_waits_for_its_decision_holds_up_no_other() throws Exception {
        Settings settings = settings();
        door(settings);
        call(settings);
        Switchboard.Offered first = board().offered(patience());
        call(settings);
        board().offered(patience()).accept();
        board().answered(patience());
        first.accept();
        board().answered(patience());
    }

    @Test
    void a_call_whose_session_fails_ends() throws Exception {
        Settings settings = settings();
        door(settings);
        board().fails = true;
        Caller caller = call(settings);
        board().offered(patience()).accept();
        require(
                caller.isGone(patience()),
                "when nobody can answer, the runtime closes the leg, and the call ends",
                () -> "the caller still waits",
                "end the call in CallerLeg.close, also before it has joined a session");
    }

    @Test
    void a_closed_door_takes_no_call_and_live_ones_go_on() throws Exception {
        Settings settings = settings();
        AutoCloseable door = door(settings);
        Line line = line(settings);
        door.close();
        Caller late = call(settings);
        require(
                late.isGone(patience()) && !board().hasOffered(),
                "a door that is closed takes no new call",
                () -> board().hasOffered() ? "one was offered" : "the caller waits",
                "stop to listen in close, before it returns");
        require(
                line.session().ends.isEmpty() && !line.caller().isGone(SHORT),
                "closing the door leaves live calls alone: they stay until they end",
                () -> "the session heard " + line.session().news,
                "let legs hold what they need by themselves");
        callerIsHeard(line);
    }

    @Test
    void calls_of_one_door_do_not_touch_each_other() throws Exception {
        Settings settings = settings();
        door(settings);
        Line one = line(settings);
        Line other = line(settings);
        require(
                !one.session().leg.id().equals(other.session().leg.id()),
                "each leg has an id of its own",
                () -> "both are '" + one.session().leg.id() + "'",
                "make one for each call");
        one.session().leg.close();
        over(one);
        require(
                other.session().ends.isEmpty() && !other.caller().isGone(SHORT),
                "a call goes on when another one ends",
                () -> "the session heard " + other.session().news,
                "keep nothing in common");
        callerIsHeard(other);
    }
}
