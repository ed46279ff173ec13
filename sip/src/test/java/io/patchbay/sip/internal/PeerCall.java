package io.patchbay.sip.internal;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.patchbay.sip.internal.Peer.Message;
import java.io.IOException;
import java.util.UUID;

/** A call that a {@link Peer} makes: what its messages have in common. */
final class PeerCall {

    final Peer peer;
    final String callId;
    final String tag;
    String remoteTag = "";
    String target;
    long number;
    private String branch = "";

    PeerCall(Peer peer) {
        this(peer, UUID.randomUUID().toString(), UUID.randomUUID().toString());
    }

    private PeerCall(Peer peer, String callId, String tag) {
        this.peer = peer;
        this.callId = callId;
        this.tag = tag;
        target = "sip:agent@127.0.0.1:" + peer.door().getPort();
    }

    /** The far end's side of a call that the door placed and {@code peer} answered. */
    static PeerCall called(Peer peer, Message invite) {
        PeerCall call = new PeerCall(peer, invite.header("Call-ID"), "peer");
        call.remoteTag = invite.tag("From");
        String contact = invite.header("Contact");
        call.target = contact.substring(contact.indexOf('<') + 1, contact.indexOf('>'));
        return call;
    }

    /** Sends a request with the next number; a body when one begins with {@code v=0}. */
    PeerCall send(String method, String... more) throws IOException {
        number++;
        branch = "z9hG4bK" + UUID.randomUUID();
        return again(method, more);
    }

    /** Sends it with the number and branch of the one before. */
    PeerCall again(String method, String... more) throws IOException {
        StringBuilder text =
                new StringBuilder(method + " " + target + " SIP/2.0\r\n")
                        .append("Via: SIP/2.0/UDP 127.0.0.1:")
                        .append(peer.port())
                        .append(";rport;branch=")
                        .append(branch)
                        .append("\r\nMax-Forwards: 70\r\n")
                        .append("From: \"Anna\" <sip:anna@127.0.0.1>;tag=")
                        .append(tag)
                        .append("\r\nTo: <sip:agent@127.0.0.1>")
                        .append(remoteTag.isEmpty() ? "" : ";tag=" + remoteTag)
                        .append("\r\nCall-ID: ")
                        .append(callId)
                        .append("\r\nCSeq: ")
                        .append(number)
                        .append(' ')
                        .append(method)
                        .append("\r\nContact: ")
                        .append(peer.contact())
                        .append("\r\n");
        String body = "";
        for (String field : more) {
            if (field.startsWith("v=0")) {
                body = field;
                text.append("Content-Type: application/sdp\r\n");
            } else if (field.startsWith("\r\n")) {
                body = field.substring(2);
            } else {
                text.append(field).append("\r\n");
            }
        }
        text.append("Content-Length: ").append(body.getBytes(UTF_8).length).append("\r\n\r\n");
        peer.send(text + body);
        return this;
    }

    /** Waits for an answer and notes what it says of the dialog. */
    Message answer(int status, String method) throws InterruptedException {
        Message answer =
                peer.await(
                        status + " to " + method,
                        each ->
                                each.isAnswer(status, method)
                                        && each.header("Call-ID").equals(callId));
        String found = answer.tag("To");
        if (status > 100 && !found.isEmpty() && method.equals("INVITE")) {
            remoteTag = found;
        }
        String contact = answer.header("Contact");
        if (contact.contains("<") && status < 300) {
            target = contact.substring(contact.indexOf('<') + 1, contact.indexOf('>'));
        }
        return answer;
    }

    /** Confirms a 2xx to the INVITE before. */
    void ack(String... more) throws IOException {
        branch = "z9hG4bK" + UUID.randomUUID();
        again("ACK", more);
    }

    /** Confirms what is no 2xx: with the branch of the INVITE. */
    void ackRefusal() throws IOException {
        again("ACK");
    }

    Message request(String method) throws InterruptedException {
        return peer.await(
                method, each -> each.isRequest(method) && each.header("Call-ID").equals(callId));
    }
}
