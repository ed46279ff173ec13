package io.patchbay.net.internal;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseDecoder;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import io.patchbay.net.ConnectionException;
import io.patchbay.net.ConnectionException.Kind;
import io.patchbay.net.ProxySettings;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Asks an HTTP proxy for a tunnel to the target (RFC 9110, section 9.3.6), and goes when there is
 * one. Credentials are sent with the first request, and are in no message.
 */
final class ProxyTunnel extends ChannelInboundHandlerAdapter {

    private static final int LONGEST_BODY = 8192;

    private final ProxySettings proxy;
    private final String target;
    private final Runnable done;
    private final Consumer<ConnectionException> failed;
    private final HttpResponseDecoder decoder = new Decoder();
    private final BoundedBytes body = new BoundedBytes(LONGEST_BODY);
    private @Nullable HttpResponse refusal;
    private boolean agreed;

    /** Knows that an agreement has no body, whatever its headers say: the tunnel follows. */
    private static final class Decoder extends HttpResponseDecoder {
        @Override
        protected boolean isContentAlwaysEmpty(HttpMessage message) {
            return agrees((HttpResponse) message) || super.isContentAlwaysEmpty(message);
        }
    }

    private static boolean agrees(HttpResponse response) {
        int status = response.status().code();
        return status >= 200 && status < 300;
    }

    /**
     * Prepares the request.
     *
     * @param target host and port, an address of IPv6 in brackets
     * @param done adds the next handlers behind this one
     */
    ProxyTunnel(
            ProxySettings proxy,
            String target,
            Runnable done,
            Consumer<ConnectionException> failed) {
        this.proxy = proxy;
        this.target = target;
        this.done = done;
        this.failed = failed;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        ctx.pipeline().addBefore(ctx.name(), null, decoder);
        // written as it is: an encoder would stand in the way of what comes next
        String request =
                "CONNECT "
                        + target
                        + " HTTP/1.1\r\nhost: "
                        + target
                        + proxy.user()
                                .map(user -> "\r\nproxy-authorization: " + basic(user))
                                .orElse("")
                        + "\r\n\r\n";
        ctx.writeAndFlush(Unpooled.copiedBuffer(request, StandardCharsets.ISO_8859_1));
    }

    private String basic(String user) {
        byte[] pair = (user + ":" + proxy.password()).getBytes(StandardCharsets.UTF_8);
        return "Basic " + Base64.getEncoder().encodeToString(pair);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        try {
            if (message instanceof HttpResponse response) {
                answered(ctx, response);
            }
            if (message instanceof HttpContent content) {
                if (agreed && message instanceof LastHttpContent) {
                    open(ctx);
                } else if (refusal != null
                        && (!body.add(content.content()) || message instanceof LastHttpContent)) {
                    fail(ctx, refused(refusal));
                }
            }
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    private void answered(ChannelHandlerContext ctx, HttpResponse response) {
        if (!response.decoderResult().isSuccess()) {
            fail(
                    ctx,
                    new ConnectionException(
                            Kind.PROXY, name() + " does not speak HTTP; check its address"));
        } else if (agrees(response)) {
            agreed = true;
        } else if (response.status().code() >= 200 || response.status().code() == 101) {
            refusal = response; // others are informational: the answer is still to come
        }
    }

    private void open(ChannelHandlerContext ctx) {
        done.run();
        ctx.pipeline().remove(this);
        ctx.pipeline().remove(decoder); // hands on what the far end has said already
    }

    private String name() {
        return "the proxy " + proxy.host() + ":" + proxy.port();
    }

    /** The refusal as far as it has come; null when there is none. On the loop. */
    @Nullable ConnectionException refused() {
        return refusal == null ? null : refused(refusal);
    }

    private ConnectionException refused(HttpResponse answer) {
        int status = answer.status().code();
        // tinyproxy says 401 to a wrong password, where RFC 9110, section 15.5.8, has 407
        String what =
                status == 407 || status == 401
                        ? wanted(answer.headers().getAll(HttpHeaderNames.PROXY_AUTHENTICATE))
                        : " gave no tunnel to " + target;
        return new ConnectionException(
                Kind.PROXY,
                name() + what + " (status " + status + ")",
                status,
                new String(body.toByteArray(), StandardCharsets.UTF_8));
    }

    private String wanted(List<String> challenges) {
        List<String> schemes = Challenges.schemes(challenges);
        boolean basic = schemes.isEmpty() || schemes.stream().anyMatch("Basic"::equalsIgnoreCase);
        if (!basic) {
            return " wants "
                    + String.join(" or ", schemes)
                    + " authentication, and this client has Basic alone; allow Basic there, or go"
                    + " through a proxy that does the rest";
        }
        return proxy.user().isPresent()
                ? " did not accept user and password"
                : " wants user and password";
    }

    private void fail(ChannelHandlerContext ctx, ConnectionException why) {
        failed.accept(why);
        ctx.close();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        ConnectionException known = refused();
        failed.accept(
                known != null
                        ? known
                        : new ConnectionException(
                                Kind.PROXY, name() + " closed the connection without an answer"));
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        ConnectionException known = refused();
        fail(
                ctx,
                known != null
                        ? known
                        : new ConnectionException(
                                Kind.PROXY,
                                "the connection to "
                                        + name()
                                        + " failed: "
                                        + Failures.line(cause)));
    }
}
