#!/usr/bin/env python3
"""Pretrains a small ALBERT (masked words and sentence order) on one GPU, ending on time.

Examples of any length lie end to end in one buffer of --tokens tokens, no padding between them;
attention is FlashAttention over their boundaries. So there is one shape only, whatever the lengths:
128 and 512 tokens at most can be mixed, and compilation happens once.
"""
import argparse, json, lzma, math, os, struct, sys, threading, time
T0 = time.time()
os.environ.setdefault('TORCHINDUCTOR_CACHE_DIR', '/tmp/inductor')
os.environ.setdefault('TORCHINDUCTOR_FX_GRAPH_CACHE', '1')
from concurrent.futures import ThreadPoolExecutor
import numpy as np, torch
import torch.nn.functional as F

p = argparse.ArgumentParser()
p.add_argument('--carry', default='gpu/carry'); p.add_argument('--cache', default='/tmp/data'); p.add_argument('--out', default=os.environ.get('OUT', '/tmp/out'))
p.add_argument('--state', default='/tmp/state', help='best.json and best.pt, between the two commands')
p.add_argument('--total-seconds', type=float, default=560, help='from the start of the process to its end')
p.add_argument('--reserve', type=float, default=8, help='of them, kept for the last evaluation and writing')
p.add_argument('--calibrate', type=float, default=0, help='seconds for each of --settings; then only that')
p.add_argument('--settings', default='muon:0.01:0.001,muon:0.02:0.002,muon:0.005:0.001,muon:0.01:0.003', help='optimizer:rate:adam-rate, …')
p.add_argument('--optimizer', default=None, help='like one of --settings; default: best.json')
p.add_argument('--start', default=None, help='model.safetensors (f32 or f16) of this shape to go on from')
p.add_argument('--fresh', action='store_true', help='do not start from the best calibration run')
p.add_argument('--phase1', type=float, default=0.35, help='share of the time in which short examples come')
p.add_argument('--short-seq', type=int, default=128); p.add_argument('--seq', type=int, default=512)
p.add_argument('--mix', type=float, default=0.3, help='of phase 1: share of batches of full length')
p.add_argument('--tokens', type=int, default=65536, help='of a batch')
p.add_argument('--mask1', type=float, default=0.20, help='share of tokens to predict, phase 1'); p.add_argument('--mask2', type=float, default=0.15)
p.add_argument('--sop-weight', type=float, default=1.0); p.add_argument('--both-orders', type=int, default=1)
p.add_argument('--short-share', type=float, default=0.1)
p.add_argument('--E', type=int, default=128); p.add_argument('--H', type=int, default=512); p.add_argument('--L', type=int, default=12)
p.add_argument('--A', type=int, default=8); p.add_argument('--I', type=int, default=2048); p.add_argument('--groups', type=int, default=2)
p.add_argument('--warmup', type=float, default=0.02); p.add_argument('--decay', type=float, default=0.45, help='share of the time in which the rate falls')
p.add_argument('--decay-shape', choices=('linear', 'sqrt'), default='linear')
p.add_argument('--momentum', type=float, default=0.95); p.add_argument('--muon-wd', type=float, default=0.05); p.add_argument('--wd', type=float, default=0.01)
p.add_argument('--clip', type=float, default=1.0); p.add_argument('--std', type=float, default=0.02)
p.add_argument('--init-words', type=int, default=1); p.add_argument('--init-heads', type=int, default=1)
p.add_argument('--eval-pairs', type=int, default=480); p.add_argument('--final-pairs', type=int, default=1 << 30); p.add_argument('--eval-every', type=float, default=20)
p.add_argument('--save-every', type=float, default=120); p.add_argument('--log-every', type=float, default=10)
p.add_argument('--attention', default=None, choices=(None, 'flash', 'cudnn', 'rows'))
p.add_argument('--compile', type=int, default=None); p.add_argument('--device', default='cuda' if torch.cuda.is_available() else 'cpu')
p.add_argument('--bf16', type=int, default=0, help='on a CPU too')
p.add_argument('--poison-step', type=int, default=-1, help='test of the guard: spoils the weights at this step')
p.add_argument('--max-steps', type=int, default=0); p.add_argument('--seed', type=int, default=1)
a = p.parse_args()
dev = torch.device(a.device); cuda = dev.type == 'cuda'
if a.compile is None: a.compile = int(cuda)
half = torch.bfloat16 if cuda or a.bf16 else torch.float32
E, H, L, A, I, G, N = a.E, a.H, a.L, a.A, a.I, a.groups, a.tokens
D = H // A; PMAX = 512; R = N // 512; P = math.ceil(512 * max(a.mask1, a.mask2)); M = R * P
SMAX = N // 64; CU = SMAX + R + 2; EPS = 1e-12
PAD, CLS, SEP, MASK = 0, 2, 3, 4
assert N % 512 == 0 and a.seq <= PMAX
torch.backends.cuda.matmul.allow_tf32 = True; torch.backends.cudnn.allow_tf32 = True
def say(*x): print(f'[{time.time() - T0:6.1f}]', *x, flush=True)

# ---------------------------------------------------------------- data
def load():
    os.makedirs(a.cache, exist_ok=True)
    source = a.carry + '/data.bin'; there = sorted(x for x in os.listdir(a.cache) if x.startswith('data-') and x.endswith('.npz'))
    kept = a.cache + (f'/data-{os.path.getsize(source)}.npz' if os.path.exists(source) else '/' + there[-1])
    if os.path.exists(kept): return dict(np.load(kept))
    with open(source, 'rb') as f:
        index = json.loads(f.read(struct.unpack('<Q', f.read(8))[0])); blobs = {k: [f.read(n) for n in ns] for k, (_, _, ns) in index.items()}
    filt = [{'id': lzma.FILTER_LZMA2, 'preset': 6, 'lc': 0, 'lp': 1, 'pb': 1, 'dict_size': 1 << 26}]
    with ThreadPoolExecutor(8) as ex:
        jobs = {k: [ex.submit(lzma.decompress, b, lzma.FORMAT_RAW, None, filt) for b in bs] for k, bs in blobs.items()}
        data = {k: np.frombuffer(b''.join(j.result() for j in js), index[k][0]).reshape(index[k][1]) for k, js in jobs.items()}
    data.update(np.load(a.carry + '/init.npz'))
    np.savez(a.cache + '/new.npz', **data); os.replace(a.cache + '/new.npz', kept)
    return data
data = load()
off = np.concatenate([[0], np.cumsum(data['sentence_lengths'].astype(np.int64))])
doc = np.concatenate([[0], np.cumsum(data['document_sentences'].astype(np.int64))])
tok = torch.from_numpy(data['tokens'].astype(np.int32)).to(dev)
V = len(data['counts'])
starts = torch.from_numpy(data['starts'].copy()).to(dev).bool(); ordinary = torch.from_numpy(data['ordinary'].astype(np.int64)).to(dev)
say('data', len(tok), 'tokens', len(doc) - 1, 'documents')

def plan_pairs(T, rng):
    """All pairs of an epoch as lib/train/data/pairs.cc makes them: first, cut and end sentence of each."""
    first, end = doc[:-1].copy(), doc[1:]; k = end - first >= 2; first, end = first[k], end[k]
    S, C, En = [], [], []
    while len(first):
        short = rng.random(len(first)) < a.short_share
        target = np.where(short, rng.integers(2, T - 2, len(first)), T - 3)
        stop = np.searchsorted(off, off[first] + target, 'right') - 1
        stop = np.minimum(np.maximum(stop, first + 2), end)
        start = np.where(stop - first < 2, first - 1, first)
        cut = start + 1 + (rng.random(len(first)) * (stop - start - 1)).astype(np.int64)
        S.append(start); C.append(cut); En.append(stop)
        k = stop < end; first, end = stop[k], end[k]
    S, C, En = np.concatenate(S), np.concatenate(C), np.concatenate(En)
    k = off[En] - off[S] <= T - 3; o = rng.permutation(int(k.sum()))
    S, C, En = off[S[k][o]], off[C[k][o]], off[En[k][o]]
    swap = rng.integers(0, 2, len(S))
    if a.both_orders: S, C, En, swap = np.repeat(S, 2), np.repeat(C, 2), np.repeat(En, 2), np.stack([swap, 1 - swap], 1).ravel()
    return S, C, En, swap

def place(lens, rows):
    """Batches of examples that follow one another: (first, end, starts). With rows none crosses a multiple of 512."""
    out = []
    if not rows:
        ends = np.cumsum(lens); lo = 0
        while lo < len(lens):
            base = ends[lo] - lens[lo]; hi = min(int(np.searchsorted(ends, base + N, 'right')), lo + SMAX)
            out.append((lo, hi, (ends[lo:hi] - lens[lo:hi] - base).astype(np.int32))); lo = hi
        return out
    at, lo, st = 0, 0, []
    for i, n in enumerate(lens.tolist()):
        if at % 512 + n > 512: at += 512 - at % 512
        if at + n > N or i - lo >= SMAX: out.append((lo, i, np.array(st, np.int32))); lo, st, at = i, [], 0
        st.append(at); at += n
    out.append((lo, len(lens), np.array(st, np.int32)))
    return out

def bounds(st, n):
    """Boundaries of the sequences in the buffer, those of unused room too."""
    cu = np.full(CU, N, np.int32); cu[:len(st)] = st; tail = np.arange(int(st[-1]) + n, N, 512)
    cu[len(st):len(st) + len(tail)] = tail
    return cu

class Source:
    """Batches without end of examples of at most T tokens."""
    def __init__(s, T, seed): s.T, s.rng, s.pool = T, np.random.default_rng(seed), ThreadPoolExecutor(1); s.todo = []; s.epochs = 0; s.next = s.pool.submit(s.plan)
    def plan(s):
        S, C, En, swap = plan_pairs(s.T, s.rng); lens = En - S + 3
        return S, C, En, swap, lens, place(lens, attention == 'rows')[:-1]
    def get(s):
        if not s.todo:
            s.cur = s.next.result(); s.next = s.pool.submit(s.plan); s.todo = list(s.cur[-1]); s.epochs += 1
            if not s.todo: raise SystemExit('text too short for a batch')
        S, C, En, swap, lens, _ = s.cur; lo, hi, st = s.todo.pop(); n = hi - lo
        m = np.zeros(5 * SMAX + CU, np.int32); v = m[:5 * SMAX].reshape(5, SMAX); v[0] = 1 << 30
        v[0, :n] = st; v[1, :n] = S[lo:hi]; v[2, :n] = C[lo:hi]; v[3, :n] = En[lo:hi]; v[4, :n] = swap[lo:hi]
        m[5 * SMAX:] = bounds(st, int(lens[hi - 1]))
        t = torch.from_numpy(m)
        return t.pin_memory().to(dev, non_blocking=True) if cuda else t

iota = torch.arange(N, device=dev)
def build(m, share):
    """[CLS] A [SEP] B [SEP] of every pair, and what is hidden of them."""
    v = m[:5 * SMAX].view(5, SMAX).long(); cu = m[5 * SMAX:]
    ex = torch.bucketize(iota, v[0], right=True) - 1; st, s, c, e, w = (x[ex] for x in v)
    j = iota - st; w = w.bool(); nf, ns = c - s, e - c
    na = torch.where(w, ns, nf); a0 = torch.where(w, c, s); b0 = torch.where(w, s, c); nb = nf + ns - na
    in_a = (j >= 1) & (j <= na); in_b = (j >= na + 2) & (j < na + 2 + nb); word = in_a | in_b
    ids = tok[torch.where(in_a, a0 + j - 1, torch.where(in_b, b0 + j - na - 2, 0))].long()
    pad = j > na + nb + 2
    ids = torch.where(word, ids, torch.where(pad, PAD, torch.where(j == 0, CLS, SEP)))
    types = ((j >= na + 2) & ~pad).to(half)
    fresh = starts[ids] | ~word | (j == 1) | (j == na + 2)
    wd = fresh.long().cumsum(0) + 2
    r = torch.rand(2, N + 3, device=dev); u = r[0]; ln = 1 + (r[1] > 6 / 11).int() + (r[1] > 9 / 11).int()
    sc = torch.full((N,), -1.0, device=dev)
    for k in range(3): sc = torch.maximum(sc, torch.where(ln[wd - k] > k, u[wd - k], -1.0))
    sc = torch.where(word, sc, -1.0)
    val, top = sc.view(R, 512).topk(P + 1, 1); q = ((~pad).view(R, 512).sum(1, keepdim=True) * share).round().long().clamp(max=P)
    keep = (val[:, :P] > val.gather(1, q).clamp(min=0)).reshape(-1)  # a span that does not fit is left out
    rows = (top[:, :P] + 512 * torch.arange(R, device=dev)[:, None]).reshape(-1); labels = ids[rows]
    r = torch.rand(M, device=dev); other = ordinary[torch.randint(len(ordinary), (M,), device=dev)]
    shown = torch.where(r < 0.8, MASK, torch.where(r < 0.9, other, labels))
    inp = ids.scatter(0, rows, torch.where(keep, shown, labels))
    have = v[0] < N
    return dict(inp=inp, types=types, pos=j.clamp(0, PMAX - 1), cu=cu, seg=ex * 2 + pad, rows=torch.cat([rows, torch.where(have, v[0], 0)]),
                labels=labels, keep=keep.float(), swapped=v[4], have=have.float())

def held_out(T):
    """The tool's held-out examples, as batches."""
    d = {k: data[f'v{T}_{k}'].astype(np.int64) for k in ('ids', 'len', 'alen', 'swapped', 'masked', 'rows', 'labels')}
    ts, ms = np.concatenate([[0], np.cumsum(d['len'])]), np.concatenate([[0], np.cumsum(d['masked'])])
    out = []
    for lo, hi, st in place(d['len'], attention == 'rows'):
        b = {k: np.zeros(n, np.int64) for k, n in (('inp', N), ('types', N), ('pos', N), ('seg', N), ('rows', M + SMAX), ('labels', M), ('keep', M), ('swapped', SMAX), ('have', SMAX))}
        k = 0
        b['seg'][:] = 2 * SMAX
        for i in range(lo, hi):
            s, n = st[i - lo], d['len'][i]; sl = slice(s, s + n)
            b['inp'][sl] = d['ids'][ts[i]:ts[i + 1]]; b['types'][s + d['alen'][i]:s + n] = 1; b['pos'][sl] = np.arange(n); b['seg'][sl] = i - lo
            c = d['masked'][i]; assert k + c <= M
            b['rows'][k:k + c] = s + d['rows'][ms[i]:ms[i + 1]]; b['labels'][k:k + c] = d['labels'][ms[i]:ms[i + 1]]; b['keep'][k:k + c] = 1; k += c
        n = hi - lo; b['rows'][M:M + n] = st; b['swapped'][:n] = d['swapped'][lo:hi]; b['have'][:n] = 1
        b = {k: torch.from_numpy(x).to(dev) for k, x in b.items()}
        b['types'] = b['types'].to(half); b['keep'] = b['keep'].float(); b['have'] = b['have'].float(); b['cu'] = torch.from_numpy(bounds(st, int(d['len'][hi - 1]))).to(dev); b['n'] = n
        out.append(b)
    return out

# ---------------------------------------------------------------- model
class Flash(torch.autograd.Function):
    @staticmethod
    def forward(ctx, qkv, cu):
        q, k, v = qkv.view(N, 3, A, D).unbind(1)
        o, lse, s0, s1, _ = torch.ops.aten._flash_attention_forward(q, k, v, cu, cu, PMAX, PMAX, 0.0, False, False)
        ctx.save_for_backward(qkv, cu, o, lse, s0, s1); return o.view(N, H)
    @staticmethod
    def backward(ctx, g):
        qkv, cu, o, lse, s0, s1 = ctx.saved_tensors; q, k, v = qkv.view(N, 3, A, D).unbind(1)
        d = torch.ops.aten._flash_attention_backward(g.contiguous().view(N, A, D), q, k, v, o, lse, cu, cu, PMAX, PMAX, 0.0, False, s0, s1)
        return torch.stack(d, 1).view(N, 3 * H), None
def attend_flash(qkv, b): return Flash.apply(qkv, b['cu'])
def attend_cudnn(qkv, b):
    from torch.nn.attention.varlen import varlen_attn
    q, k, v = qkv.view(N, 3, A, D).unbind(1)
    return varlen_attn(q, k, v, b['cu'], b['cu'], PMAX, PMAX).reshape(N, H)
def attend_rows(qkv, b):
    q, k, v = qkv.view(R, 512, 3, A, D).permute(2, 0, 3, 1, 4).unbind(0)
    if 'mask' not in b: s = b['seg'].view(R, 512); b['mask'] = (s[:, :, None] == s[:, None, :])[:, None]
    return F.scaled_dot_product_attention(q, k, v, attn_mask=b['mask']).transpose(1, 2).reshape(N, H)

def ln(x, w, b): return F.layer_norm(x.float(), (x.shape[-1],), w, b, EPS).to(half)
def lin(x, w, b): return F.linear(x, w.to(half), b.to(half))
def f_embed(word, pos, types, t, lw, lb, mw, mb):
    return lin(ln(word + pos + t[0] + types.float()[:, None] * (t[1] - t[0]), lw, lb), mw, mb)
def f_qkv(x, w, b): return lin(x, w, b)
def f_post(y, x, ow, ob, l1w, l1b, f1w, f1b, f2w, f2b, l2w, l2b):
    x = ln(x.float() + lin(y, ow, ob).float(), l1w, l1b)
    return ln(x.float() + lin(F.gelu(lin(x, f1w, f1b), approximate='tanh'), f2w, f2b).float(), l2w, l2b)
def f_mlm(h, dw, db, lw, lb, word, bias, labels, keep):
    h = ln(F.gelu(lin(h, dw, db), approximate='tanh'), lw, lb)
    z = lin(h, word, bias).float(); hit = (z.detach().argmax(-1) == labels).float()
    return (F.cross_entropy(z, labels, reduction='none') * keep).sum(), (hit * keep).sum()
def f_sop(h, pw, pb, sw, sb, swapped, have):
    z = lin(torch.tanh(lin(h, pw, pb).float()).to(half), sw, sb).float(); hit = (z.detach().argmax(-1) == swapped).float()
    return (F.cross_entropy(z, swapped, reduction='none') * have).sum(), (hit * have).sum()
if a.compile:
    f_embed, f_qkv, f_post, f_mlm, f_sop = (torch.compile(f, dynamic=False, backend='aot_eager' if a.compile == 2 else 'inductor') for f in (f_embed, f_qkv, f_post, f_mlm, f_sop))

LAYER = ('ow', 'ob', 'l1w', 'l1b', 'f1w', 'f1b', 'f2w', 'f2b', 'l2w', 'l2b')
def run_model(w, b):
    x = f_embed(F.embedding(b['inp'], w['word']), F.embedding(b['pos'], w['pos']), b['types'], w['type'], w['elw'], w['elb'], w['mapw'], w['mapb'])
    for i in range(L):
        g = f'{i * G // L}.'; y = attend(f_qkv(x, w[g + 'qkvw'], w[g + 'qkvb']), b)
        if i == L - 1: x, y = x.index_select(0, b['rows']), y.index_select(0, b['rows'])  # only what a head reads
        x = f_post(y, x, *(w[g + k] for k in LAYER))
    ml, mh = f_mlm(x[:M], w['mdw'], w['mdb'], w['mlw'], w['mlb'], w['word'], w['bias'], b['labels'], b['keep'])
    sl, sh = f_sop(x[M:], w['poolw'], w['poolb'], w['sopw'], w['sopb'], b['swapped'], b['have'])
    return ml, sl, torch.stack([ml.detach(), mh, b['keep'].sum(), sl.detach(), sh, b['have'].sum()])

def fresh_weights(seed):
    g = torch.Generator().manual_seed(seed); rng = np.random.default_rng(seed); w = {}
    def mat(n, *s): w[n] = torch.randn(*s, generator=g) * a.std
    def one(n, *s): w[n] = torch.ones(*s)
    def zero(n, *s): w[n] = torch.zeros(*s)
    mat('word', V, E); mat('pos', PMAX, E); mat('type', 2, E); one('elw', E); zero('elb', E); mat('mapw', H, E); zero('mapb', H)
    for i in range(G):
        q = f'{i}.'; mat(q + 'qkvw', 3 * H, H); zero(q + 'qkvb', 3 * H); mat(q + 'ow', H, H); zero(q + 'ob', H); one(q + 'l1w', H); zero(q + 'l1b', H)
        mat(q + 'f1w', I, H); zero(q + 'f1b', I); mat(q + 'f2w', H, I); zero(q + 'f2b', H); one(q + 'l2w', H); zero(q + 'l2b', H)
    mat('poolw', H, H); zero('poolb', H); mat('sopw', 2, H); zero('sopb', 2); mat('mdw', E, H); zero('mdb', E); one('mlw', E); zero('mlb', E)
    f = np.log((data['counts'] + 1.0) / (data['counts'] + 1.0).sum()); w['bias'] = torch.from_numpy((f - f.mean()).astype(np.float32))
    if a.init_words:  # the built-in model's, without the five columns that it keeps for places
        x = data['word'].astype(np.float64) * data['word_scale'][:, None]; x = x[:, np.sort(np.argsort(-x.std(0))[:min(E, 128)])] if x.shape[1] >= E else x
        x = x - x.mean(0); n = np.linalg.norm(x, axis=1, keepdims=True); good = n > 1e-6
        x = x / np.median(n) * a.std * math.sqrt(E); x *= np.minimum(1, 2 * a.std * math.sqrt(E) / np.maximum(np.linalg.norm(x, axis=1, keepdims=True), 1e-9))
        if x.shape[1] == E: w['word'] = torch.from_numpy(np.where(good, x, w['word'].numpy()).astype(np.float32))
    # Sinusoids for places; four heads that begin as looks at the neighbours (test/experiments/builtin_start.py)
    n = min(D, E) // 2; freq = np.pi * (np.arange(n) + rng.random(n)) / n; ang = np.arange(PMAX)[:, None] * freq
    wave = np.empty((PMAX, 2 * n)); wave[:, 0::2], wave[:, 1::2] = np.cos(ang), np.sin(ang)
    dirs, _ = np.linalg.qr(rng.standard_normal((E, 2 * n))); amp = a.std * math.sqrt(E / n) * 0.7
    w['pos'] = torch.from_numpy((amp * wave @ dirs.T).astype(np.float32))
    if a.init_heads and 2 * n == D:
        scale = math.sqrt(a.std**2 + amp**2 * n / E); reader = np.linalg.pinv(w['mapw'].numpy() @ dirs) * scale / amp; gain = math.sqrt(6.0 * math.sqrt(D) / n)
        for h, o in enumerate((-1, 1, -2, 2)[:A]):
            turn = np.zeros((2 * n, 2 * n))
            for k, x in enumerate(freq * o): turn[2 * k:2 * k + 2, 2 * k:2 * k + 2] = [[np.cos(x), -np.sin(x)], [np.sin(x), np.cos(x)]]
            w['0.qkvw'][h * D:(h + 1) * D] = torch.from_numpy((gain * turn @ reader).astype(np.float32))
            w['0.qkvw'][H + h * D:H + (h + 1) * D] = torch.from_numpy((gain * reader).astype(np.float32))
    return w

# ---------------------------------------------------------------- optimizers
class Optimizer:
    """Muon for matrices, AdamW for all else; or AdamW or LAMB for everything."""
    def __init__(s, w, setting):
        kind, rate, adam = (setting.split(':') + ['', ''])[:3]; s.rate = float(rate); s.adam_rate = float(adam or rate); s.kind = kind
        s.w = w; mats = [k for k in w if k.endswith(('qkvw', '.ow', 'f1w', 'f2w')) or k in ('mapw', 'poolw', 'mdw')]
        if kind != 'muon': mats = []
        rest = [k for k in w if k not in mats]; s.lamb = kind == 'lamb'
        dec = [w[k] for k in rest if w[k].dim() > 1]; nod = [w[k] for k in rest if w[k].dim() == 1]
        s.adam = torch.optim.AdamW([dict(params=dec, weight_decay=0 if s.lamb else a.wd), dict(params=nod, weight_decay=0)], lr=s.adam_rate, betas=(0.9, 0.98), eps=1e-8, fused=cuda)
        s.base = s.adam_rate if kind == 'muon' else s.rate
        s.mats = mats; s.mom = [torch.zeros_like(w[k]) for k in mats]; s.sets = {}
        for i, k in enumerate(mats):
            x = w[k]; parts = 3 if k.endswith('qkvw') else 1; r, c = x.shape[0] // parts, x.shape[1]
            s.sets.setdefault((min(r, c), max(r, c)), []).append((i, parts, r, c))
    def step(s, f):
        gs = [x.grad for x in s.w.values()]; norm = torch.linalg.vector_norm(torch.stack(torch._foreach_norm(gs)))
        if a.clip: torch._foreach_mul_(gs, torch.clamp(a.clip / (norm + 1e-6), max=1.0))
        for g in s.adam.param_groups: g['lr'] = s.base * f
        if s.lamb: before = [x.detach().clone() for g in s.adam.param_groups[:1] for x in g['params']]
        s.adam.step()
        if s.lamb:
            for x, o in zip(s.adam.param_groups[0]['params'], before):
                with torch.no_grad():
                    d = (x - o) / max(s.base * f, 1e-12) - a.wd * o; t = o.norm() / d.norm().clamp(min=1e-9); x.copy_(o + s.base * f * t * d)
        if s.mats: s.muon(s.rate * f)
        for x in s.w.values(): x.grad = None
        return norm
    @torch.no_grad()
    def muon(s, lr):
        g = [s.w[k].grad for k in s.mats]; torch._foreach_lerp_(s.mom, g, 1 - a.momentum); u = torch._foreach_lerp(g, s.mom, a.momentum)
        for items in s.sets.values():
            X = torch.cat([(lambda v: v.transpose(1, 2) if r > c else v)(u[i].view(n, r, c)) for i, n, r, c in items]).to(half)
            X = X / (X.float().flatten(1).norm(dim=1)[:, None, None] + 1e-7).to(half)
            for _ in range(5):
                B = X @ X.transpose(1, 2); B = torch.baddbmm(B, B, B, beta=-4.7750, alpha=2.0315); X = torch.baddbmm(X, B, X, beta=3.4445)
            at = 0
            for i, n, r, c in items:
                v = X[at:at + n]; at += n; v = (v.transpose(1, 2) if r > c else v).reshape(s.w[s.mats[i]].shape)
                s.w[s.mats[i]].mul_(1 - lr * a.muon_wd).add_(v, alpha=-lr * math.sqrt(max(1.0, r / c)))
    def state(s): return [x.detach().clone() for x in s.w.values()] + [x.clone() for x in s.mom] + [t.clone() for x in s.w.values() for t in s.adam.state.get(x, {}).values()]
    @torch.no_grad()
    def restore(s, st):
        for x, o in zip(list(s.w.values()) + s.mom + [t for x in s.w.values() for t in s.adam.state.get(x, {}).values()], st): x.copy_(o)

# ---------------------------------------------------------------- results
def tensors(w, only_names=False):
    n = {'albert.embeddings.word_embeddings.weight': 'word', 'albert.embeddings.position_embeddings.weight': 'pos', 'albert.embeddings.token_type_embeddings.weight': 'type',
         'albert.embeddings.LayerNorm.weight': 'elw', 'albert.embeddings.LayerNorm.bias': 'elb', 'albert.encoder.embedding_hidden_mapping_in.weight': 'mapw',
         'albert.encoder.embedding_hidden_mapping_in.bias': 'mapb', 'albert.pooler.weight': 'poolw', 'albert.pooler.bias': 'poolb', 'sop_classifier.classifier.weight': 'sopw',
         'sop_classifier.classifier.bias': 'sopb', 'predictions.dense.weight': 'mdw', 'predictions.dense.bias': 'mdb', 'predictions.LayerNorm.weight': 'mlw',
         'predictions.LayerNorm.bias': 'mlb', 'predictions.bias': 'bias'}
    out = {k: (v, 0) if only_names else w[v] for k, v in n.items()}
    for i in range(G):
        q = f'albert.encoder.albert_layer_groups.{i}.albert_layers.0.'
        for x, s in (('weight', 'w'), ('bias', 'b')):
            for j, m in enumerate(('query', 'key', 'value')): out[f'{q}attention.{m}.{x}'] = (f'{i}.qkv{s}', j) if only_names else w[f'{i}.qkv{s}'][j * H:(j + 1) * H]
            for m, k in (('attention.dense', 'o'), ('attention.LayerNorm', 'l1'), ('ffn', 'f1'), ('ffn_output', 'f2'), ('full_layer_layer_norm', 'l2')): out[f'{q}{m}.{x}'] = (f'{i}.{k}{s}', 0) if only_names else w[f'{i}.{k}{s}']
    if only_names: return out
    return {k: np.ascontiguousarray(v.detach().float().cpu().numpy()) for k, v in out.items()}
def weights_of(path):
    """The inverse of tensors(): our weights from a Hugging Face file of the same shape."""
    raw = open(path, 'rb').read(); n = struct.unpack('<Q', raw[:8])[0]; head = json.loads(raw[8:8 + n]); head.pop('__metadata__', None)
    t = {k: torch.from_numpy(np.frombuffer(raw, {'F32': np.float32, 'F16': np.float16}[v['dtype']], offset=8 + n + v['data_offsets'][0], count=int(np.prod(v['shape']))).reshape(v['shape']).astype(np.float32)) for k, v in head.items()}
    names = tensors({k: v for k, v in fresh_weights(1).items()}, only_names=True); out = {}
    for k, mine in names.items(): out.setdefault(mine[0], []).append((mine[1], t[k]))
    return {k: torch.cat([x for _, x in sorted(v, key=lambda p: p[0])]) for k, v in out.items()}
def put(name, blob):
    with open(f'{a.out}/{name}.tmp', 'wb') as f: f.write(blob)
    os.replace(f'{a.out}/{name}.tmp', f'{a.out}/{name}')
def write_out(w):
    head, at = {'__metadata__': {'format': 'pt'}}, 0; t = tensors(w)
    for k, v in t.items(): head[k] = {'dtype': 'F32', 'shape': list(v.shape), 'data_offsets': [at, at + v.nbytes]}; at += v.nbytes
    h = json.dumps(head).encode(); h += b' ' * (-len(h) % 8)
    blob = struct.pack('<Q', len(h)) + h + b''.join(v.tobytes() for v in t.values()); step = max(14 << 20, -(-len(blob) // 5))
    for i in range(0, len(blob), step): put(f'model.safetensors.part{i // step:02d}', blob[i:i + step])
    put('config.json', json.dumps(dict(architectures=['AlbertForPreTraining'], model_type='albert', vocab_size=V, embedding_size=E, hidden_size=H, num_hidden_layers=L,
        num_hidden_groups=G, inner_group_num=1, num_attention_heads=A, intermediate_size=I, hidden_act='gelu_new', hidden_dropout_prob=0.0, attention_probs_dropout_prob=0.0,
        classifier_dropout_prob=0.1, max_position_embeddings=PMAX, type_vocab_size=2, initializer_range=a.std, layer_norm_eps=EPS, pad_token_id=0, bos_token_id=2,
        eos_token_id=3, position_embedding_type='absolute', torch_dtype='float32'), indent=2, sort_keys=True).encode())

def evaluate(w, T, pairs=1 << 30):
    """The graphs of training without a backward pass, so that nothing more is compiled."""
    if T not in held: held[T] = held_out(T)
    tot, seen = torch.zeros(6, device=dev), 0
    for b in held[T]:
        if seen >= pairs: break
        tot += run_model(w, b)[2]; seen += b['n']
    t = tot.tolist()
    return dict(mlm_loss=round(t[0] / t[2], 4), mlm_acc=round(t[1] / t[2], 4), sop_loss=round(t[3] / t[5], 4), sop_acc=round(t[4] / t[5], 4), pairs=int(t[5]))
held = {}

# ---------------------------------------------------------------- training
def factor(x, warm):
    if x < warm: return max(x / warm, 0.01)
    left = max(0.0, (1 - x) / a.decay)
    return 1.0 if left >= 1 else left if a.decay_shape == 'linear' else 1 - math.sqrt(1 - left)

def train(w, setting, seconds, log, main):
    w = {k: v.to(dev).detach().clone().requires_grad_() for k, v in w.items()}; opt = Optimizer(w, setting)
    warm = a.warmup if main else 0.1; rng = np.random.default_rng(a.seed + 5)
    t0 = time.time(); last_log = last_eval = last_save = last_snap = t0; step = shown = retries = 0; mult = 1.0; snap = None; slow = None
    acc = torch.zeros(7, device=dev); per = 5; ev = {}
    mean = lambda t: dict(mlm=round(t[0] / max(t[2], 1), 4), acc=round(t[1] / max(t[2], 1), 4), sop=round(t[3] / max(t[5], 1), 4), sop_acc=round(t[4] / max(t[5], 1), 4), norm=round(t[6] / max(1, step - shown), 3))
    recent = None
    while True:
        x = (time.time() - t0) / seconds
        if x >= 1 or (a.max_steps and step >= a.max_steps): break
        first = x < a.phase1; src = short if first and rng.random() >= a.mix else full
        b = build(src.get(), a.mask1 if first else a.mask2)
        ml, sl, stat = run_model(w, b); (ml / b['keep'].sum() + a.sop_weight * sl / b['have'].sum()).backward()
        norm = opt.step(factor(x, warm) * mult); acc += torch.cat([stat, norm[None]]); step += 1
        if step == a.poison_step:
            with torch.no_grad(): w['0.f1w'].fill_(float('nan'))
        if step % per: continue
        now = time.time(); t = acc.tolist(); r = mean(t); lost = r['mlm']  # waits for the GPU
        if recent is None: recent = torch.zeros(3).tolist()
        since = [t[0] - recent[0], t[2] - recent[2]] if recent[2] <= t[2] else [t[0], t[2]]; recent = t[:3]; cur = since[0] / max(since[1], 1)
        bad = not math.isfinite(cur) or not math.isfinite(t[6]) or (slow is not None and cur > slow + 1.0)
        if bad:
            retries += 1; mult *= 0.5; say('GUARD: loss', cur, 'at step', step, 'back to the last good weights, rate x', mult)
            if snap is None or retries > 12: say('nothing good to go back to'); break
            opt.restore(snap); acc.zero_(); recent = None; shown = step; slow = None; continue
        slow = cur if slow is None else slow + 0.1 * (cur - slow)
        if snap is None or (now - last_snap > 15 and cur < slow + 0.15): snap = opt.state(); last_snap = now
        if main and now - last_log > a.log_every or now - last_log > 10 * a.log_every:
            ts = int((step - shown) * N / (now - last_log))
            if main and now - last_eval > a.eval_every:
                ev = evaluate(w, a.seq, a.eval_pairs); last_eval = time.time()
                if not all(map(math.isfinite, (ev['mlm_loss'], ev['sop_loss']))): ev = {}
            r = dict(t=round(now - t0, 1), step=step, tokens=step * N, tok_s=ts, lr=round(factor(x, warm) * mult, 4), phase=1 if first else 2, epochs=[short.epochs, full.epochs], **r, **{'held_' + k: v for k, v in ev.items()})
            say(json.dumps(r)); log.append(r); ev = {}; acc.zero_(); recent = None; shown = step; last_log = now
            if main:
                put('log.jsonl', ''.join(json.dumps(z) + '\n' for z in log).encode())
                if now - last_save > a.save_every and math.isfinite(lost): write_out(w); last_save = time.time()
        per = max(1, min(50, int(0.5 / max((now - t0) / step, 1e-3)) or 1)) if step > 20 else 5
    if cuda: torch.cuda.synchronize()
    if main or a.max_steps: say('trained', step, 'steps', round(step * N / 1e6, 1), 'M tokens in', round(time.time() - t0, 1), 's')
    return w, step * N / (time.time() - t0), opt, snap

def check_attention():
    """Which attention works here: compared with PyTorch's masked one in float32, forward and backward; the fastest is taken."""
    rng = np.random.default_rng(0); st, at = [], 0
    while at + 512 <= N - 300 and len(st) < SMAX - 8: st.append(at); at += 512 if rng.random() < 0.5 else int(rng.integers(20, 512))
    n = 300; st.append(at); cu = torch.from_numpy(bounds(np.array(st, np.int32), n)).to(dev)
    qkv = torch.randn(N, 3 * H, device=dev).to(half).requires_grad_(); go = torch.randn(N, H, device=dev).to(half); good = []
    for name, f in ((a.attention, globals()['attend_' + a.attention]),) if a.attention else (('flash', attend_flash),):
        try:
            o = f(qkv, dict(cu=cu)); g, = torch.autograd.grad(o, qkv, go); err = 0
            for s, e in [(st[i], st[i + 1] if i + 1 < len(st) else st[i] + n) for i in (0, 1, 2, len(st) // 2, len(st) - 1)]:
                z = qkv[s:e].detach().float().requires_grad_(); q, k, v = z.view(e - s, 3, A, D).permute(1, 2, 0, 3).unbind(0)
                ref = ((q @ k.transpose(1, 2) / math.sqrt(D)).softmax(-1) @ v).transpose(0, 1).reshape(e - s, H); rg, = torch.autograd.grad(ref, z, go[s:e].float())
                err = max(err, float((o[s:e].float() - ref).norm() / ref.norm()), float((g[s:e].float() - rg).norm() / rg.norm()))
            if cuda:
                torch.cuda.synchronize(); t = time.time()
                for _ in range(10): torch.autograd.grad(f(qkv, dict(cu=cu)), qkv, go)
                torch.cuda.synchronize(); t = (time.time() - t) / 10
            else: t = 0
            say('attention', name, 'error', round(err, 5), 'ms', round(1e3 * t, 3))
            if err < 0.02: return name
        except Exception as x: say('attention', name, 'does not work:', repr(x)[:300])
    return 'rows'

def main():
    global attention, attend, short, full
    os.makedirs(a.out, exist_ok=True); os.makedirs(a.state, exist_ok=True); torch.manual_seed(a.seed)
    attention = a.attention if a.attention == 'rows' or not cuda else check_attention()
    if not cuda: attention = 'rows'
    attend = globals()['attend_' + attention]; say('attention:', attention)
    short, full = Source(a.short_seq, a.seed), Source(a.seq, a.seed + 1)
    w0 = fresh_weights(a.seed); best = a.state + '/best.json'; say('parameters', sum(v.numel() for v in w0.values()), 'per batch: masked', M, 'pairs', SMAX, 'at most')
    if a.calibrate:
        keep, a.max_steps = a.max_steps, 4; train(w0, a.settings.split(',')[0], 1e9, [], False); a.max_steps = keep; say('compiled')
        table = []
        for s in a.settings.split(','):
            if time.time() - T0 + a.calibrate + 6 > a.total_seconds: say('no time for', s); continue
            w, speed, _, _ = train(w0, s, a.calibrate, [], False); ev = evaluate(w, a.seq, a.final_pairs); ev.update(setting=s, tok_s=int(speed)); say(json.dumps(ev))
            score = ev['mlm_loss'] if math.isfinite(ev['mlm_loss']) else 99.0
            if not table or score < min(t[0] for t in table): torch.save({k: v.detach().cpu() for k, v in w.items()}, a.state + '/best.pt')
            table.append((score, ev))
            with open(best + '.tmp', 'w') as f: json.dump(dict(setting=min(table, key=lambda t: t[0])[1]['setting'], table=[t[1] for t in table], attention=attention, shape=[E, H, L, A, I, G]), f, indent=1)
            os.replace(best + '.tmp', best); put('best.json', open(best, 'rb').read())
        if table: say('best', min(table, key=lambda t: t[0])[1])
        return
    setting = a.optimizer or 'muon:0.01:0.001'
    if os.path.exists(best):
        bj = json.load(open(best)); same = bj['shape'] == [E, H, L, A, I, G]
        if not a.optimizer: setting = bj['setting']
        if same and not a.fresh and os.path.exists(a.state + '/best.pt'): w0 = torch.load(a.state + '/best.pt'); say('start: weights of the best calibration run', [t for t in bj['table'] if t['setting'] == bj['setting']])
    if a.start: w0 = weights_of(a.start); say('start: weights of', a.start)
    say('optimizer', setting); log = []
    a_max = a.max_steps; a.max_steps = 2; w, *_ = train(w0, setting, 1e9, [], False); a.max_steps = a_max; evaluate(w, a.seq, 1)  # compilation is not training
    seconds = a.total_seconds - (time.time() - T0) - a.reserve; say('training for', round(seconds, 1), 's')
    w, speed, opt, snap = train(w0, setting, seconds, log, True)
    ev = evaluate(w, a.seq, a.final_pairs)
    if not math.isfinite(ev['mlm_loss']) and snap: opt.restore(snap); ev = evaluate(w, a.seq, a.final_pairs)
    write_out(w)
    say('FINAL at', a.seq, json.dumps(ev)); ev2 = evaluate(w, a.short_seq, a.final_pairs) if f'v{a.short_seq}_ids' in data else {}; say('FINAL at', a.short_seq, json.dumps(ev2))
    log.append(dict(final=ev, final_short=ev2, setting=setting, tok_s=int(speed), options=vars(a))); put('log.jsonl', ''.join(json.dumps(z) + '\n' for z in log).encode())
    say('done')
main()
os._exit(0)
